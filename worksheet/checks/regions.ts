/**
 * Names of Azure regions in each cloud, to catch slips before anything is asked of Azure: a name is refused here, an offer is not.
 * Whether a subscription may use a region is for pre-flight, which asks Azure itself. Sources: "Azure regions list" and
 * "Azure Government and global Azure" on Microsoft Learn, "Azure China regions" of 21Vianet; a new region is one word more.
 */
export const regions = {
  public: words(`
    australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth
    brazilsoutheast canadacentral canadaeast centralindia centralus chilecentral denmarkeast eastasia eastus eastus2
    francecentral francesouth germanynorth germanywestcentral indonesiacentral israelcentral italynorth japaneast
    japanwest jioindiacentral jioindiawest koreacentral koreasouth malaysiawest mexicocentral newzealandnorth
    northcentralus northeurope norwayeast norwaywest polandcentral qatarcentral southafricanorth southafricawest
    southcentralus southeastasia southindia spaincentral swedencentral swedensouth switzerlandnorth switzerlandwest
    uaecentral uaenorth uksouth ukwest westcentralus westeurope westindia westus westus2 westus3`),
  usgovernment: words('usdodcentral usdodeast usgovarizona usgovtexas usgovvirginia'),
  china: words('chinaeast chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3'),
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
