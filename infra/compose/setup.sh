#!/bin/sh
# Runs in a container of its own, as compose's service `setup`.
#
#   setup                           makes the secrets that are missing; what is there is left as it is
#   setup add-person NAME ROLE...   lets somebody sign in; roles: reviewer, approver, auditor, operator. The password is
#                                   made and shown, or read from standard input where that is no terminal
set -eu
umask 022
cd /secrets

fail() {
  echo "$*" >&2
  exit 1
}

fresh() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# Whoever may enter the folder may read; each service is given a folder of its own and no other.
keep() { # FILE VALUE
  [ -e "$1" ] && return
  mkdir -p "$(dirname "$1")"
  printf %s "$2" >"$1.new"
  chmod 444 "$1.new"
  mv "$1.new" "$1"
  echo "Made $1"
}

make_missing() {
  chmod 700 .
  keep postgres/postgres "$(fresh)"
  keep postgres/owner "$(fresh)"
  for side in command-side query-side; do
    keep "postgres/$side" "$(fresh)"
    keep "$side/spring.datasource.password" "$(cat "postgres/$side")"
    keep "$side/spring.flyway.password" "$(cat postgres/owner)"
  done
  keep identity/countersign.identity.metrics-client-secret "$(fresh)"
  keep monitoring/metrics-client-secret "$(cat identity/countersign.identity.metrics-client-secret)"
  keep monitoring/grafana-admin-password "$(fresh)"
  keep people/people.yaml "# Who may sign in. Read when identity starts.
countersign:
  identity:
    users:
"
  grep -q 'name:' people/people.yaml ||
    echo "Nobody can sign in yet: docker-compose run --rm setup add-person NAME ROLE..."
}

add_person() { # NAME ROLE...
  [ $# -ge 2 ] || fail "add-person needs a name and at least one role: reviewer, approver, auditor, operator"
  name=$1
  shift
  expr "$name" : '[A-Za-z0-9][A-Za-z0-9._@-]*$' >/dev/null || fail "'$name' is no name: letters, digits and . _ @ - only"
  for role in "$@"; do
    case $role in
      reviewer | approver | auditor | operator) ;;
      *) fail "'$role' is no role: reviewer, approver, auditor, operator" ;;
    esac
  done
  make_missing >/dev/null
  ! grep -qF "name: \"$name\"" people/people.yaml || fail "$name is there already, in people/people.yaml"
  if [ -t 0 ]; then
    password=$(fresh)
  else
    read -r password || fail "Standard input holds no password"
  fi
  encoded=$(printf %s "$password" | java -cp /app/app.jar io.countersign.identity.EncodePassword)
  cp people/people.yaml people/people.yaml.new
  cat >>people/people.yaml.new <<YAML
      - name: "$name"
        password: "$encoded"
        roles: [$(echo "$*" | sed 's/ /, /g')]
YAML
  mv people/people.yaml.new people/people.yaml
  [ ! -t 0 ] || echo "$name's password: $password"
  echo "$name can sign in once identity has been started again: docker-compose restart identity"
}

case "${1:-}" in
  '') make_missing ;;
  add-person)
    shift
    add_person "$@"
    ;;
  *) fail "Unknown: $1" ;;
esac
