#!/usr/bin/env python3
"""Writes the generated tables of match/script: how Chinese characters sound, which are traditional, how Japanese reads them.

    make_script_tables.py han_sounds UNIHAN_READINGS    Mandarin (pypinyin, MIT) and Cantonese (Unihan) readings
    make_script_tables.py han_simplified                traditional to simplified characters (OpenCC, Apache-2.0)
    make_script_tables.py japanese_readings UNIHAN_READINGS SYSTEM_DIC
                                                        readings of words and names (SudachiDict-core, Apache-2.0)
    make_script_tables.py loan_words SYSTEM_DIC         foreign words by their sound in kana (SudachiDict-core)

UNIHAN_READINGS is Unihan_Readings.txt.bz2 of Debian's unicode-data 15.0.0, SYSTEM_DIC resources/system.dic of
SudachiDict-core 20240716. Packages: pypinyin==0.53.0, opencc-python-reimplemented==0.1.7. All of it is needed to write
the tables anew, never to build or run.
"""
import bz2
import collections
import pathlib
import re
import struct
import sys

FIRST, LAST = 0x4E00, 0x9FFF

# ---------------------------------------------------------------- Chinese

# The dictionary's first reading is the commonest in running text; in names of companies and places these are read
# otherwise (长 as in 长江, 厦 as in 厦门).
IN_NAMES = {"长": "chang", "厦": "xia", "曾": "zeng", "朝": "chao", "单": "shan", "柏": "bai", "藏": "zang", "石": "shi", "蔚": "wei"}
# Words of company names the phrase dictionary lacks.
MORE_PHRASES = {"大厦": "da sha", "商厦": "shang sha", "银行": "yin hang", "商行": "shang hang", "车行": "che hang", "重庆": "chong qing",
                "音乐": "yin yue", "乐器": "yue qi", "校长": "xiao zhang", "成长": "cheng zhang", "增长": "zeng zhang", "单位": "dan wei",
                "单晶": "dan jing", "单片": "dan pian", "朝阳": "chao yang", "蔚县": "yu xian", "六安": "lu an", "蚌埠": "beng bu",
                "东莞": "dong guan", "番禺": "pan yu", "涪陵": "fu ling", "亳州": "bo zhou", "台州": "tai zhou", "丽水": "li shui",
                "铅山": "yan shan", "浚县": "xun xian", "乐清": "yue qing", "乐陵": "lao ling", "阿里": "a li", "大夫": "dai fu",
                "长城": "chang cheng", "长江": "chang jiang", "厦门": "xia men", "会计": "kuai ji", "都江": "du jiang"}


def wade_giles(syllable):
    """Pinyin without tones as Wade-Giles without apostrophes and umlauts."""
    whole = {"zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "szu", "er": "erh", "yan": "yen",
             "ye": "yeh", "you": "yu", "yong": "yung", "yue": "yueh", "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "gui": "kuei",
             "kui": "kuei", "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo", "lv": "lu", "nv": "nu", "lve": "lueh", "nve": "nueh"}
    if syllable in whole:
        return whole[syllable]
    initial = next((i for i in ("zh", "ch", "sh", "b", "p", "d", "t", "g", "k", "j", "q", "x", "z", "c", "r") if syllable.startswith(i)), "")
    final = syllable[len(initial):]
    mapped = {"b": "p", "d": "t", "g": "k", "zh": "ch", "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts", "r": "j"}.get(initial, initial)
    if not initial:
        initial = re.match("[^aeiouv]*", syllable).group()
        mapped, final = initial, syllable[len(initial):]
    final = {"ian": "ien", "ie": "ieh", "uo": "o", "ong": "ung", "ue": "ueh", "iong": "iung"}.get(final, final)
    return mapped + final


def hong_kong(jyutping):
    """Jyutping without tones as names are spelt in Hong Kong."""
    match = re.fullmatch("(ng|gw|kw|[bpmfdtnlgkhwzcsj])?(.*?)", jyutping)
    initial, final = match.group(1) or "", match.group(2)
    if not final:  # m, ng
        return jyutping
    if final == "i" and initial in ("s", "z", "c"):
        return {"s": "sze", "z": "chi", "c": "chi"}[initial]
    if initial == "w" and final == "aa":
        return "wah"
    if initial == "s":
        initial = "sh" if final.startswith(("i", "oe", "e")) and final not in ("eoi", "eon") else "s"
    mapped = {"b": "p", "d": "t", "g": "k", "gw": "kw", "z": "ch", "c": "ch", "j": "y"}.get(initial, initial)
    final = {"aa": "a", "ou": "o", "oeng": "eung", "oek": "euk", "oe": "eu", "eoi": "ui", "eon": "un", "eot": "ut", "yu": "yu", "yun": "yuen",
             "yut": "yuet"}.get(final, final.replace("aa", "a"))
    if mapped == "y" and final.startswith("y"):
        final = final[1:]
    return mapped + final


def unihan(path, field):
    found = {}
    for line in bz2.open(path, "rt", encoding="utf-8"):
        parts = line.rstrip("\n").split("\t")
        if len(parts) == 3 and parts[1] == field:
            found[chr(int(parts[0][2:], 16))] = parts[2].split()
    return found


def write_strings(out, name, values):
    out.write(f"constexpr const char* {name}[] = {{\n")
    line = "   "
    for value in values:
        cell = f' "{value}",'
        if len(line) + len(cell) > 118:
            out.write(line + "\n")
            line = "   "
        line += cell
    out.write(line + "\n};\n")


def write_numbers(out, name, values):
    out.write(f"constexpr uint16_t {name}[] = {{\n")
    for start in range(0, len(values), 32):
        out.write("    " + ",".join(map(str, values[start:start + 32])) + ",\n")
    out.write("};\n")


def han_sounds(out, unihan_path):
    from pypinyin import Style, lazy_pinyin
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict
    readings = {}
    for point in range(FIRST, LAST + 1):
        if point in pinyin_dict:
            char = chr(point)
            readings[char] = IN_NAMES.get(char) or lazy_pinyin(char, style=Style.NORMAL)[0]
    phrases = {}
    for phrase in phrases_dict:
        if 2 <= len(phrase) <= 3 and all(c in readings for c in phrase):
            syllables = lazy_pinyin(phrase, style=Style.NORMAL)
            if len(syllables) == len(phrase):
                phrases[phrase] = syllables
    phrases.update({k: v.split() for k, v in MORE_PHRASES.items()})
    phrases = {k: v for k, v in phrases.items() if any(readings[c] != s for c, s in zip(k, v)) and all(s.isalpha() and s.isascii() for s in v)}
    # A phrase within a longer one that says the same is enough.
    syllables = sorted({s for s in readings.values()} | {s for v in phrases.values() for s in v})
    index = {s: i + 1 for i, s in enumerate(syllables)}
    cantonese = {c: hong_kong(re.sub("[0-9]", "", v[0])) for c, v in unihan(unihan_path, "kCantonese").items()}
    spellings = sorted({cantonese[chr(p)] for p in range(FIRST, LAST + 1) if chr(p) in cantonese})
    cantonese_index = {s: i + 1 for i, s in enumerate(spellings)}
    out.write("// Generated by match/tables/tools/make_script_tables.py; do not edit.\n"
              "// Mandarin readings: pypinyin 0.53.0, MIT licence. Cantonese readings: Unihan 15.0, Unicode License v3.\n")
    write_strings(out, "kPinyin", [""] + syllables)
    out.write("// The same syllables as Wade-Giles.\n")
    write_strings(out, "kWadeGiles", [""] + [wade_giles(s) for s in syllables])
    out.write("// Syllable of U+4E00 + i; 0 = no reading.\n")
    write_numbers(out, "kHanPinyin", [index.get(readings.get(chr(p), ""), 0) for p in range(FIRST, LAST + 1)])
    out.write("// Cantonese syllables as names are spelt in Hong Kong.\n")
    write_strings(out, "kCantonese", [""] + spellings)
    write_numbers(out, "kHanCantonese", [cantonese_index.get(cantonese.get(chr(p), ""), 0) for p in range(FIRST, LAST + 1)])
    out.write("// Phrases read otherwise than their characters one by one.\nconstexpr HanPhraseRow kHanPhrases[] = {\n")
    for phrase, syllable_list in sorted(phrases.items()):
        out.write(f'    {{"{phrase}", "{" ".join(syllable_list)}"}},\n')
    out.write("};\n")


def simplified_map():
    import opencc
    dictionary = pathlib.Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    simplified = {}
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        traditional, _, options = line.partition("\t")
        first = options.split(" ")[0]
        if len(traditional) == 1 and len(first) == 1 and traditional != first and ord(traditional) <= 0xFFFF and ord(first) <= 0xFFFF:
            simplified[traditional] = first
    # Folding twice must change nothing.
    return {a: simplified.get(b, b) for a, b in simplified.items() if simplified.get(b, b) != a}


def han_simplified(out):
    out.write("// Generated by match/tables/tools/make_script_tables.py; do not edit.\n"
              "// {traditional, simplified}, ascending. OpenCC's TSCharacters, Apache-2.0.\n"
              "constexpr HanVariantRow kHanSimplified[] = {\n")
    pairs = sorted((ord(a), ord(b)) for a, b in simplified_map().items())
    for start in range(0, len(pairs), 6):
        out.write("    " + " ".join(f"{{0x{a:X}, 0x{b:X}}}," for a, b in pairs[start:start + 6]) + "\n")
    out.write("};\n")


# ---------------------------------------------------------------- Japanese

KANA = {"キャ": "kya", "キュ": "kyu", "キョ": "kyo", "シャ": "sha", "シュ": "shu", "ショ": "sho", "チャ": "cha", "チュ": "chu", "チョ": "cho",
        "ニャ": "nya", "ニュ": "nyu", "ニョ": "nyo", "ヒャ": "hya", "ヒュ": "hyu", "ヒョ": "hyo", "ミャ": "mya", "ミュ": "myu", "ミョ": "myo",
        "リャ": "rya", "リュ": "ryu", "リョ": "ryo", "ギャ": "gya", "ギュ": "gyu", "ギョ": "gyo", "ジャ": "ja", "ジュ": "ju", "ジョ": "jo",
        "ビャ": "bya", "ビュ": "byu", "ビョ": "byo", "ピャ": "pya", "ピュ": "pyu", "ピョ": "pyo"}
for row, vowels in (("アイウエオ", ""), ("カキクケコ", "k"), ("サ.スセソ", "s"), ("タ..テト", "t"), ("ナニヌネノ", "n"), ("ハヒ.ヘホ", "h"),
                    ("マミムメモ", "m"), ("ラリルレロ", "r"), ("ガギグゲゴ", "g"), ("ザ.ズゼゾ", "z"), ("ダ..デド", "d"), ("バビブベボ", "b"),
                    ("パピプペポ", "p")):
    for kana, vowel in zip(row, "aiueo"):
        if kana != ".":
            KANA[kana] = vowels + vowel
KANA.update({"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa",
             "ヲ": "o", "ン": "n", "ヴ": "vu"})


def romaji(kana):
    """Hepburn without long vowels; None where a character is unknown."""
    out, at, double = "", 0, False
    while at < len(kana):
        if kana[at] == "ッ":
            double, at = True, at + 1
            continue
        if kana[at] == "ー":
            at += 1
            continue
        size = 2 if kana[at:at + 2] in KANA else 1
        sound = KANA.get(kana[at:at + size])
        if sound is None:
            return None
        if double:
            sound = ("t" if sound.startswith("ch") else sound[0]) + sound
            double = False
        out, at = out + sound, at + size
    return out.replace("ou", "o").replace("oo", "o").replace("uu", "u")


def sudachi_nouns(path):
    """(surface, reading, part of speech, cost) of all nouns; the layout is SudachiDict's binary version 2."""
    data = pathlib.Path(path).read_bytes()

    def text(at):
        length = data[at]
        at += 1
        if length >= 128:
            length = ((length & 0x7F) << 8) | data[at]
            at += 1
        return data[at:at + 2 * length].decode("utf-16-le"), at + 2 * length

    at = 272
    count, = struct.unpack_from("<H", data, at)
    at += 2
    parts = []
    for _ in range(count):
        row = []
        for _ in range(6):
            value, at = text(at)
            row.append(value)
        parts.append(row)
    left, right = struct.unpack_from("<hh", data, at)
    at += 4 + 2 * left * right
    at += 4 + 4 * struct.unpack_from("<I", data, at)[0]
    at += 4 + struct.unpack_from("<I", data, at)[0]
    words, = struct.unpack_from("<I", data, at)
    params = at + 4
    offsets = struct.unpack_from(f"<{words}I", data, params + 6 * words)
    for word in range(words):
        surface, here = text(offsets[word])
        here += 2 if data[here] >= 128 else 1
        part = parts[struct.unpack_from("<H", data, here)[0]]
        if part[0] != "名詞":
            continue
        _, here = text(here + 2)
        reading, _ = text(here + 4)
        yield surface, reading or surface, part, struct.unpack_from("<h", data, params + 6 * word + 4)[0]


# How many words of each kind the table takes, the commonest first.
LIMITS = {"姓": 7000, "地名": 7000, "一般": 5000, "普通名詞": 14000}


def japanese_readings(out, unihan_path, dictionary):
    simplified = simplified_map()
    kanji = re.compile("[\u4e00-\u9fff々ヶ]{1,4}")
    groups = collections.defaultdict(list)
    singles = collections.defaultdict(list)
    for surface, reading, part, cost in sudachi_nouns(dictionary):
        if not kanji.fullmatch(surface) or not re.fullmatch("[ァ-ヴー]+", reading):
            continue
        key = part[1] if part[1] == "普通名詞" else "姓" if part[3] == "姓" else part[2]
        if key not in LIMITS or (key == "地名" and len(surface) == 4):
            continue
        if cost <= 0:
            continue  # a cost that was never estimated
        groups[key].append((cost, surface, reading))
    best = {}
    for key in ("普通名詞", "地名", "姓", "一般"):
        rows = sorted(groups[key])
        if key != "普通名詞":
            rows = [row for row in rows if len(row[1]) > 1]
        chosen = {}
        for cost, surface, reading in rows:
            if len(chosen) >= LIMITS[key]:
                break
            chosen.setdefault(surface, reading)
        best.update({s: r for s, r in chosen.items() if key != "普通名詞" or s not in best})
    # Characters by themselves: the Chinese-derived reading that explains most of the words.
    votes = collections.defaultdict(collections.Counter)
    on = {c: [romaji_of_on(v) for v in values] for c, values in unihan(unihan_path, "kJapaneseOn").items()}
    on = {c: [v for v in values if v] for c, values in on.items()}
    sounds = {s: romaji(r) for s, r in best.items()}
    for surface, sound in sounds.items():
        if len(surface) != 2 or not sound:
            continue
        for first in on.get(surface[0], []):
            if sound.startswith(first) and sound[len(first):] in on.get(surface[1], []):
                votes[surface[0]][first] += 1
                votes[surface[1]][sound[len(first):]] += 1
    single = {}
    for char, values in on.items():
        if FIRST <= ord(char) <= LAST and values:
            single[char] = votes[char].most_common(1)[0][0] if votes[char] else values[0]
    rows = {}
    for char, sound in single.items():
        rows[simplified.get(char, char)] = sound
    for char in single:  # the simplified character's own entry wins over a variant's
        if char not in simplified:
            rows[char] = single[char]
    for surface, sound in sorted(sounds.items()):
        if not sound or len(surface) == 1:
            continue
        written = surface.replace("々", "々")
        if sound == "".join(single.get(c, "?") for c in written):
            continue
        rows["".join(simplified.get(c, c) for c in written)] = sound
    out.write("// Generated by match/tables/tools/make_script_tables.py; do not edit.\n"
              "// Japanese readings of characters, words, family names, places and organisations, in simplified characters:\n"
              "// SudachiDict-core 20240716, Apache-2.0; Unihan 15.0, Unicode License v3. Words that sound like their\n"
              "// characters one by one are left out.\nconstexpr SoundRow kJapaneseReadings[] = {\n")
    line = "   "
    for word, sound in sorted(rows.items()):
        cell = f' {{"{word}", "{sound}"}},'
        if len(line) + len(cell) > 112:
            out.write(line + "\n")
            line = "   "
        line += cell
    out.write(line + "\n};\n")


# The key of a foreign word's sound; match/script/loan_words.cc says what it is made of.
KANA_KEYS = dict(zip((chr(c) for c in range(0x30A1, 0x30F7)), (
    "-A A -I I - U -E E -A A KA GA KI GI K G KE GE KA GA SA JA SI JI S J SE JE SA JA TA DA CI JI . C "
    "J TE DE T* D* NA NI N NE NA HA BA PA HI BI PI P B P HE BE PE HA BA PA MA MI M ME MA -YA YA -Y YU -YA YA "
    "RA RI R RE RA -WA WA WI WE A N B KA KE").split()))
MIN_KEY = 4
MAX_LOAN_WORDS = 16000


def sound_key(kana):
    key, filler = [], False

    def append(part):
        for c in part:
            if key:
                if c == key[-1] and c not in "AEIU" or c == "I" and key[-1] == "E" or c == "Y" and key[-1] in "JC":
                    continue
                if c in "PB" and key[-1] == "M":
                    key[-1] = "N"
            key.append(c)

    for char in kana:
        part = "." if char == "ー" else KANA_KEYS.get(char)
        if part is None:
            return ""
        if part == ".":
            if filler:
                key.append("A")
            filler = False
        elif part[0] == "-":
            filler = False
            if key and key[-1] in "AEIU":
                if (len(key) == 1 or key[-2] != "Y") and key[-1] == "U":
                    key[-1] = "W"
                else:
                    key.pop()
            append(part[1:])
        else:
            if filler and part[0] in "AEI":
                key.append("A")
            filler = part[-1] == "*"
            append(part.rstrip("*"))
    return "".join(key)


def loan_words(out, dictionary):
    found = collections.defaultdict(dict)
    for surface, reading, part, cost in sudachi_nouns(dictionary):
        if not re.fullmatch("[A-Za-z]{3,14}", surface) or not re.fullmatch("[ァ-ヴー]+", reading) or part[2] == "人名":
            continue
        if surface.isupper() and len(surface) < 6:
            continue  # initials, most of them
        key = sound_key(reading)
        if len(key) < MIN_KEY:
            continue
        word = surface.lower()
        found[key][word] = min(cost, found[key].get(word, cost))
    # The commonest words; a plural without its singular is no reason to leave it out.
    ranked = sorted(found.items(), key=lambda item: (min(item[1].values()), len(item[0]), item[0]))[:MAX_LOAN_WORDS]
    out.write("// Generated by match/tables/tools/make_script_tables.py; do not edit.\n"
              "// Foreign words by the key of their sound in kana: SudachiDict-core 20240716, Apache-2.0.\n"
              "// {key, words}\nconstexpr LoanRow kLoanWords[] = {\n")
    line = "   "
    for key, words in sorted(ranked):
        best = sorted(words, key=lambda word: (words[word], len(word), word))[:2]
        cell = f' {{"{key}", "{"|".join(best)}"}},'
        if len(line) + len(cell) > 118:
            out.write(line + "\n")
            line = "   "
        line += cell
    out.write(line + "\n};\n")


def romaji_of_on(value):
    """Unihan writes readings in capitals, long vowels written out."""
    value = value.lower()
    return value.replace("ou", "o").replace("oo", "o").replace("uu", "u") if value.isascii() and value.isalpha() else ""


def main():
    kind, *paths = sys.argv[1:]
    {"han_sounds": han_sounds, "han_simplified": han_simplified, "japanese_readings": japanese_readings, "loan_words": loan_words}[kind](sys.stdout, *paths)
    return 0


if __name__ == "__main__":
    sys.exit(main())
