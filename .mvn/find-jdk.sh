# Sourced by mvnw. Countersign needs a JDK 25 or newer; `java` in PATH is often older. Sets JAVA_HOME to the
# first of: JAVA_HOME, java in PATH, the places where JDKs are usually installed.
jdk_major() {
  [ -x "$1/bin/javac" ] || return 1
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

find_jdk() {
  in_path=$(command -v javac 2>/dev/null || :)
  [ -z "$in_path" ] || in_path=$(cd "$(dirname "$(readlink -f "$in_path" 2>/dev/null || echo "$in_path")")/.." && pwd)
  set +f # mvnw runs with globbing off
  for home in "${JAVA_HOME:-}" "${in_path:-}" \
    /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] || continue
    major=$(jdk_major "$home") || continue
    if [ "${major:-0}" -ge 25 ]; then
      set -f
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  set -f
  echo "Countersign needs a JDK 25 or newer and found none: not in JAVA_HOME, not in PATH, not in the usual places" >&2
  echo "(/usr/lib/jvm, ~/.sdkman, ~/.jdks, /Library/Java). Install one, e.g. from https://adoptium.net, or set JAVA_HOME." >&2
  return 1
}
