import { strict as assert } from 'node:assert';
import { findDevice, readDevices } from '../../../activities/azure/vpnScript';

const xml = `<?xml version="1.0"?>
<RpVpnDevices version="1.0">
  <Vendor name="Cisco">
    <DeviceFamily name="ISR"><FirmwareVersion name="IOS 15.x (IKEv2)" /><FirmwareVersion name="IOS 12 &amp; older"/></DeviceFamily>
    <DeviceFamily name="ASA"><FirmwareVersion name="9.8"></FirmwareVersion></DeviceFamily>
  </Vendor>
  <Vendor name='Juniper'><DeviceFamily name='SRX'><FirmwareVersion name='12'/></DeviceFamily></Vendor>
</RpVpnDevices>`;

describe('the list of supported VPN devices', () => {
  const devices = readDevices(xml);

  it('is read with its vendors, families and firmware versions', () => {
    assert.deepEqual(devices, [
      { vendor: 'Cisco', family: 'ISR', firmware: 'IOS 15.x (IKEv2)' },
      { vendor: 'Cisco', family: 'ISR', firmware: 'IOS 12 & older' },
      { vendor: 'Cisco', family: 'ASA', firmware: '9.8' },
      { vendor: 'Juniper', family: 'SRX', firmware: '12' },
    ]);
  });

  it('finds a device whatever the case', () => {
    assert.deepEqual(findDevice(devices, { vendor: 'cisco', family: 'asa', firmware: '9.8' }), devices[2]);
  });

  const wrong: [string, Parameters<typeof findDevice>[1], RegExp][] = [
    ['vendor', { vendor: 'Cisko', family: 'ISR', firmware: '' }, /vendor "Cisko"\. Did you mean "Cisco"\?/],
    ['family', { vendor: 'Cisco', family: 'ISRR', firmware: '' }, /family "ISRR"\. Did you mean "ISR"\?/],
    [
      'firmware',
      { vendor: 'Juniper', family: 'SRX', firmware: 'completely other' },
      /firmware "completely other"\.$/,
    ],
  ];
  for (const [what, device, expected] of wrong) {
    it(`says which ${what} there is`, () => assert.throws(() => findDevice(devices, device), expected));
  }
});
