# shellcheck shell=bash
# For tools/bootstrap: which Debian packages of packages.tsv are missing, and installing them with apt-get.

# groups_of GROUP: the groups of packages.tsv that it stands for.
groups_of() {
	case $1 in
	run) echo run ;;
	shelf) echo run shelf ;;
	postgres) echo run postgres ;;
	test) echo run shelf postgres test ;;
	browser) echo run shelf postgres test browser ;;
	bench) echo run bench ;;
	*) return 1 ;;
	esac
}

# package_rows GROUP…: their rows, each package once.
package_rows() {
	awk -F'\t' -v groups=" $* " '!/^#/ && NF == 4 && index(groups, " " $1 " ") && !seen[$2]++' "$packages"
}

# installed NAME[|NAME…]: one of them is.
installed() {
	local names=${1%\?}
	# shellcheck disable=SC2086 # the alternatives are words
	[[ " $(dpkg-query -W -f '${db:Status-Status} ' ${names//|/ } 2>/dev/null)" == *' installed '* ]]
}

# offered NAME: apt can install it.
offered() {
	[[ $(apt-cache policy "$1" 2>/dev/null) == *'Candidate: '[!\(]* ]]
}

# replaced COMMAND: the command is there, which may have come otherwise than as a package.
replaced() {
	case $1 in
	-) return 1 ;;
	'node>=18') [[ $(node --version 2>/dev/null) =~ ^v([0-9]+) ]] && ((BASH_REMATCH[1] >= 18)) ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# missing_rows GROUP…: the rows of what must be installed; optional ones (a?) too.
missing_rows() {
	local group package unless why
	package_rows "$@" | while IFS=$'\t' read -r group package unless why; do
		installed "$package" || replaced "$unless" || printf '%s\t%s\t%s\t%s\n' "$group" "$package" "$unless" "$why"
	done
}

# pick NAME[|NAME…]: prints the first that apt offers.
pick() {
	local name
	for name in ${1//|/ }; do
		if offered "$name"; then
			echo "$name"
			return 0
		fi
	done
	return 1
}

# as_root COMMAND…: with sudo where that is needed (may_install has said that it works).
as_root() {
	if [[ $(id -u) == 0 ]]; then "$@"; else sudo env LC_ALL=C "$@"; fi
}

# show_apt: apt's status lines from stdin as a meter, the rest of what it says into apt.log.
show_apt() {
	local line phase='' new percent
	while IFS= read -r line; do
		case $line in
		dlstatus:*) new=downloading ;;
		pmstatus:*) new=installing ;;
		*)
			printf '%s\n' "$line" >>"$tmp/apt.log"
			continue
			;;
		esac
		[[ $new == "$phase" ]] || meter_end
		phase=$new
		percent=${line#*:*:}
		percent=${percent%%[.:]*}
		[[ $percent =~ ^[0-9]+$ ]] && meter "$phase" "$percent"
	done
	meter_end
}

# apt WORD…: apt-get, again while another one holds its lock or the network stumbles.
apt() {
	local try
	for try in 1 2 3 4 5; do
		: >"$tmp/apt.log"
		# The status lines need a descriptor of their own, which sudo would close: hence the shell.
		# shellcheck disable=SC2016
		if as_root sh -c 'DEBIAN_FRONTEND=noninteractive exec apt-get -o APT::Status-Fd=3 "$@" 3>&1' apt \
			-qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" \
			2>&1 </dev/null | show_apt; then
			return 0
		fi
		grep -qiE 'could not get lock|unable to lock|timed? ?out|temporary failure|could not connect|connection failed|failed to fetch|hash sum mismatch' \
			"$tmp/apt.log" || return 1
		[[ $try == 5 ]] && return 1
		say "apt-get $1 did not get through, trying again in $((try * 5)) s: $(grep -m1 '^E:' "$tmp/apt.log")"
		sleep $((try * 5))
		# A package that the list names and the archive no longer has: the list is old.
		[[ $1 == install ]] && grep -q '404' "$tmp/apt.log" && apt update
	done
}

apt_failed() {
	die "apt-get $1 failed:" "$(tail -n 8 "$tmp/apt.log")" "Is this machine online? To try by hand:" "$2"
}

# install_packages GROUP…: what is missing of them, said with its reason.
install_packages() {
	local rows group package unless why name names=() notes=() line
	rows=$(wanted_rows "$@")
	[[ -n $rows ]] || return 0
	command -v apt-get >/dev/null || die "this system has no apt-get; please install what is called in Debian:" \
		"$(cut -f2 <<<"$rows" | tr '\n' ' ')" "then: tools/bootstrap models && make"
	line=$(update_if_needed "$rows") || exit 1
	while IFS=$'\t' read -r group package unless why; do
		if ! name=$(pick "${package%\?}"); then
			[[ $package == *\? ]] && continue
			[[ -n $line ]] || die "no package source of this system has $package ($why)." \
				"$(grep -m3 '^[EW]:' "$tmp/apt.log" 2>/dev/null)" "Is this machine online? See /etc/apt/sources.list.d"
			name=${package%%|*}
		fi
		names+=("$name")
		notes+=("$(printf '%-24s %s' "$name" "$why")")
	done <<<"$rows"
	say "${#names[@]} Debian packages are missing:"
	printf '  %s\n' "${notes[@]}"
	line+="apt-get install --no-install-recommends ${names[*]}"
	may_install || die "installing them needs root. Run this line as root, then the same command again:" "$line"
	say "installing them with apt-get"
	apt install --no-install-recommends "${names[@]}" || apt_failed install "$line"
}

# wanted_rows GROUP…: the missing ones. Optional ones alone count only if apt's lists already offer them.
wanted_rows() {
	local rows group package unless why
	rows=$(missing_rows "$@")
	if grep -qv $'^[^\t]*\t[^\t]*?\t' <<<"$rows"; then
		printf '%s\n' "$rows"
		return
	fi
	while IFS=$'\t' read -r group package unless why; do
		[[ -n $package ]] && offered "${package%\?}" &&
			printf '%s\t%s\t%s\t%s\n' "$group" "$package" "$unless" "$why"
	done <<<"$rows"
}

# update_if_needed ROWS: fetches apt's lists if they lack a package (a fresh container has none). Prints the
# start of the line to run instead where this user may not.
update_if_needed() {
	local package
	while IFS=$'\t' read -r _ package _; do
		[[ $package == *\? ]] || pick "$package" >/dev/null || {
			if ! may_install; then
				echo "apt-get update && "
				return
			fi
			say "fetching the lists of Debian packages" >&2
			apt update >&2 || apt_failed update "apt-get update"
			return
		}
	done <<<"$1"
}

# may_install: this user is root or may become it.
may_install() {
	[[ $(id -u) == 0 ]] && return
	command -v sudo >/dev/null || return
	if [[ -t 0 ]]; then sudo -v; else sudo -n true 2>/dev/null; fi
}
