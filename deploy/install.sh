#!/bin/sh
# Installs or upgrades Danvan on a Debian server with PostgreSQL and nginx. May be run any number of times.
set -eu

usage() { echo "Dùng: sudo deploy/install.sh TÊN-MIỀN   (ví dụ: sudo deploy/install.sh dvk.example.vn)" >&2; exit 2; }
say() { printf '\n== %s\n' "$1"; }

[ $# -eq 1 ] || usage
domain=$1
case $domain in *[!a-z0-9.-]*|'') usage ;; esac
[ "$(id -u)" -eq 0 ] || { echo "Cần chạy bằng quyền root: sudo $0 $domain" >&2; exit 1; }
here=$(cd "$(dirname "$0")/.." && pwd)
program=/opt/danvan settings=/etc/danvan home=/var/lib/danvan backups=/var/backups/danvan

say "Gói hệ thống"
missing=
for package in postgresql nginx python3-venv make openssl; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
    apt-get update -q
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
fi

say "Người dùng và thư mục"
id danvan >/dev/null 2>&1 || useradd --system --home-dir "$home" --shell /usr/sbin/nologin danvan
install -d -o root -g danvan -m 0750 "$settings" "$settings/tls"
install -d -o danvan -g danvan -m 0700 "$home" "$backups"

say "PostgreSQL"
# from /: the folder that the operator stands in may be closed to postgres
as_postgres() { (cd / && exec runuser -u postgres -- psql -v ON_ERROR_STOP=1 -qtAX "$@"); }
systemctl enable --now postgresql
tries=0
until as_postgres -c "SELECT 1" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || { echo "PostgreSQL không trả lời: systemctl status postgresql; pg_lsclusters" >&2; exit 1; }
    sleep 1
done
if [ ! -e "$settings/danvan.env" ]; then
    password=$(openssl rand -hex 24)
    if [ -z "$(as_postgres -c "SELECT 1 FROM pg_roles WHERE rolname = 'danvan'")" ]; then
        as_postgres -c "CREATE ROLE danvan LOGIN"
    fi
    # on standard input: arguments can be read by every user of the machine
    printf "ALTER ROLE danvan PASSWORD '%s';\n" "$password" | as_postgres
    install -o root -g danvan -m 0640 /dev/null "$settings/danvan.env.new"
    sed -e "s|@PASSWORD@|$password|" -e "s|@DOMAIN@|$domain|g" "$here/deploy/danvan.env" >"$settings/danvan.env.new"
    mv "$settings/danvan.env.new" "$settings/danvan.env"
fi
if [ -z "$(as_postgres -c "SELECT 1 FROM pg_database WHERE datname = 'danvan'")" ]; then
    as_postgres -c "CREATE DATABASE danvan OWNER danvan ENCODING 'UTF8' TEMPLATE template0"
fi
# Danvan's queries are short: compiling them was measured to double the time of a list
as_postgres -c "ALTER DATABASE danvan SET jit = off"
as_postgres -c "ALTER DATABASE danvan SET random_page_cost = 1.1"

say "Chương trình"
systemctl stop danvan-web danvan-worker 2>/dev/null || true
rm -rf "$program.new"
mkdir -p "$program.new"
(cd "$here" && tar cf - --exclude=./.venv --exclude=./.git --exclude=./var --exclude=./build .) | tar xf - -C "$program.new"
put_back() {
    echo "Cài đặt chưa xong." >&2
    if [ -d "$program.old" ]; then
        rm -rf "$program" && mv "$program.old" "$program"
        systemctl start danvan-web danvan-worker 2>/dev/null || true
        echo "Đã đặt lại bản cũ và khởi động lại." >&2
    fi
}
rm -rf "$program.old"
[ -d "$program" ] && mv "$program" "$program.old"
trap put_back EXIT
trap 'exit 1' HUP INT TERM # a connection that drops half-way as well
mv "$program.new" "$program"
(cd "$program" && make setup)
chown -R root:root "$program"
chmod -R go-w,go+rX "$program"
install -m 0755 "$program/deploy/danvan-command" /usr/local/bin/danvan

say "Dữ liệu"
if [ -z "$(as_postgres -d danvan -c "SELECT to_regclass('django_migrations')")" ]; then
    danvan init
else
    # verified below: what fails in here has left the tables as they were, so that the older program may have them
    danvan upgrade --no-verify --backup "$backups/truoc-nang-cap-$(date +%Y%m%d-%H%M%S).zip"
fi
trap - EXIT HUP INT TERM
rm -rf "$program.old"
if ! danvan verify; then
    echo "danvan verify thấy sai lệch nên chưa khởi động dịch vụ. Nếu đã có từ trước: systemctl start danvan-web danvan-worker" >&2
    echo "Nếu không: phục hồi bản sao lưu mới nhất trong $backups vào nơi trống (docs/operate.md)." >&2
    exit 1
fi

say "Dịch vụ"
if [ ! -e "$settings/tls/fullchain.pem" ]; then
    openssl req -x509 -newkey rsa:3072 -nodes -days 365 -subj "/CN=$domain" -addext "subjectAltName=DNS:$domain" \
        -keyout "$settings/tls/privkey.pem" -out "$settings/tls/fullchain.pem" 2>/dev/null
    chmod 0600 "$settings/tls/privkey.pem"
    echo "Đã tạo chứng thư tự ký; thay bằng chứng thư thật trong $settings/tls rồi: systemctl reload nginx"
fi
if [ ! -e /etc/nginx/sites-available/danvan ]; then
    sed "s|@DOMAIN@|$domain|g" "$program/deploy/nginx.conf" >/etc/nginx/sites-available/danvan
    ln -sf ../sites-available/danvan /etc/nginx/sites-enabled/danvan
fi
if [ ! -e /etc/systemd/journald.conf.d/danvan.conf ]; then
    install -D -m 0644 "$program/deploy/journald.conf" /etc/systemd/journald.conf.d/danvan.conf
    systemctl restart systemd-journald
fi
for unit in danvan-web.service danvan-worker.service danvan-backup.service danvan-backup.timer; do
    install -m 0644 "$program/deploy/systemd/$unit" "/etc/systemd/system/$unit"
done
systemctl daemon-reload
systemctl enable --now danvan-web danvan-worker danvan-backup.timer
nginx -t -q && systemctl reload-or-restart nginx

say "Kiểm tra"
ready() { "$program/.venv/bin/python" -c 'import urllib.request as r; r.urlopen("http://127.0.0.1:8000/suc-khoe/san-sang/", timeout=5)' 2>/dev/null; }
tries=0
until ready; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "Trang chưa trả lời: journalctl -u danvan-web -n 50" >&2; exit 1; }
    sleep 1
done
danvan doctor || true
echo "Xong: https://$domain/ – tài khoản đầu tiên: danvan open-account --help"
