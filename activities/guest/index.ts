export { createGuestActivities, type GuestDependencies } from './guestActivities';
