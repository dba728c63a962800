/** The hidden frame of a renewal loads this page too; it must not start a second application in there. */
if (window.location.pathname === '/silent-renew') {
  void import('@/session/silent-renew');
} else {
  void import('@/app/start');
}
