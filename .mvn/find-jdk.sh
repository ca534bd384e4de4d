# Sourced by mvnw and sallyport: exports a JAVA_HOME that holds a JDK of at least version 25, or ends with one line.
# POSIX sh, Linux and macOS. Order: JAVA_HOME, the javac on PATH, then the folders where systems put their JDKs.

sallyport_jdk_fits() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  sallyport_version=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$sallyport_version" ] && [ "$sallyport_version" -ge 25 ]
}

# Prints what the link $1 leads to in the end; readlink -f is not everywhere.
sallyport_behind() {
  sallyport_file=$1
  sallyport_links=0
  while [ -L "$sallyport_file" ] && [ "$sallyport_links" -lt 40 ]; do
    sallyport_links=$((sallyport_links + 1))
    sallyport_next=$(readlink "$sallyport_file") || return 1
    case "$sallyport_next" in
      /*) sallyport_file=$sallyport_next ;;
      *) sallyport_file=${sallyport_file%/*}/$sallyport_next ;;
    esac
  done
  printf '%s\n' "$sallyport_file"
}

sallyport_find_jdk() {
  sallyport_jdk_fits "${JAVA_HOME-}" && return 0
  sallyport_javac=$(command -v javac 2>/dev/null) &&
    sallyport_javac=$(sallyport_behind "$sallyport_javac") || sallyport_javac=
  for sallyport_home in \
    "${sallyport_javac%/bin/javac}" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if sallyport_jdk_fits "$sallyport_home"; then
      JAVA_HOME=$sallyport_home
      return 0
    fi
  done
  return 1
}

if sallyport_find_jdk; then
  export JAVA_HOME
else
  echo 'Sallyport needs a JDK 25 or newer: install one from https://adoptium.net (or: sdk install java 25-tem; brew install temurin@25) or set JAVA_HOME.' >&2
  exit 1
fi
