#!/bin/sh
# Puts the settings into nginx's configuration and becomes nginx. With a certificate mounted, the edge speaks TLS and what
# comes without is sent there.
set -eu

export COUNTERSIGN_ISSUER="${COUNTERSIGN_ISSUER:-$COUNTERSIGN_URL}"
envsubst '$COUNTERSIGN_URL $COUNTERSIGN_ISSUER $COUNTERSIGN_ADDRESS_RATE' \
  </etc/countersign/nginx.conf.template >/tmp/nginx.conf

if [ -e /run/tls/certificate.pem ]; then
  cat >/tmp/listen.conf <<'NGINX'
listen 8443 ssl http2;
ssl_certificate /run/tls/certificate.pem;
ssl_certificate_key /run/tls/key.pem;
ssl_protocols TLSv1.2 TLSv1.3;
ssl_session_cache shared:tls:10m;
ssl_session_tickets off;
NGINX
  cat >/tmp/plain.conf <<'NGINX'
server {
    listen 8080;
    return 308 $public_url$request_uri;
}
NGINX
else
  echo 'listen 8080;' >/tmp/listen.conf
  : >/tmp/plain.conf
fi

# Whoever stands behind one of these is known by the address that it tells.
: >/tmp/proxies.conf
for proxy in ${COUNTERSIGN_TRUSTED_PROXIES:-}; do
  echo "set_real_ip_from $proxy;" >>/tmp/proxies.conf
done
echo 'real_ip_header X-Forwarded-For; real_ip_recursive on;' >>/tmp/proxies.conf

exec nginx -c /tmp/nginx.conf -g 'daemon off;'
