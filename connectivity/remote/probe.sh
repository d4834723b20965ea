# The probe for an image without Python: POSIX shell, and whatever of nslookup, curl and nc the image has.
# Asked in QUESTIONS: one line "number protocol host port path" each; SECONDS_EACH for one of them.
# Every line out starts with the number of its target; what cannot be asked is left out, not guessed.

has() { command -v "$1" >/dev/null 2>&1; }

say() { # number, word; text on stdin
  while IFS= read -r line || [ -n "$line" ]; do
    printf 'connectivity-raw %s %s %s\n' "$1" "$2" "$line"
  done
}

look() {
  number=$1 protocol=$2 host=$3 port=$4 path=$5
  date -u +%Y-%m-%dT%H:%M:%S+00:00 | say "$number" time
  if has nslookup; then
    nslookup "$host" 2>&1 | head -n 40 | say "$number" name
  fi
  case $protocol in
    https | websocket | http)
      if has curl; then
        scheme=https
        [ "$protocol" = http ] && scheme=http
        shown=$(curl -q -sv -o /dev/null --http1.1 --connect-timeout "$SECONDS_EACH" --max-time "$SECONDS_EACH" \
          -w 'curl-result|%{http_code}|%{remote_ip}|%{time_connect}|%{time_appconnect}|\n' \
          "$scheme://$host:$port$path" 2>&1)
        code=$?
        printf '%s\n' "$shown" | head -n 120 | say "$number" curl
        echo "$code" | say "$number" exit
        return
      fi ;;
  esac
  case $protocol in
    udp | ntp | dns) return ;;
  esac
  if has nc; then
    shown=$(nc -z -w "$SECONDS_EACH" "$host" "$port" 2>&1 </dev/null)
    code=$?
    printf '%s\n' "$shown" | head -n 5 | say "$number" nc
    echo "$code" | say "$number" connect
  fi
}

awk '/^nameserver/ { print $2 }' /etc/resolv.conf 2>/dev/null | head -n 3 | say 0 resolver
printf '%s\n' "${HTTPS_PROXY:-$https_proxy}" | sed 's#//[^/@]*@#//#' | say 0 proxy
printf '%s\n' "${NO_PROXY:-$no_proxy}" | say 0 bypass
started=0
while read -r number protocol host port path; do
  [ -n "$number" ] || continue
  look "$number" "$protocol" "$host" "$port" "$path" &
  started=$((started + 1))
  [ $((started % 10)) -eq 0 ] && wait
done <<END
$QUESTIONS
END
wait
echo "connectivity-finished $started"
