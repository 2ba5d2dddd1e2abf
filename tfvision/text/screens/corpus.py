"""What stands on the screens: strings of Japanese games and apps, and characters drawn by lot.

`{勇者|ゆうしゃ}` is a base with its ruby. In a line, `@` stands for a name, `#` for a number and
`&` for a thing; `fill` puts them in.
"""

import re

HIRAGANA = "".join(chr(code) for code in range(0x3041, 0x3094))
KATAKANA = "".join(chr(code) for code in range(0x30A1, 0x30F7)) + "ー"
SMALL_KANA = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
PUNCTUATION = "、。・：；？！…ー～「」『』（）【】［］〈〉《》“”＋－×＝＜＞％＃＆＊＠／￥"
SYMBOLS = "☆★○●◎◇◆□■△▲▽▼→←↑↓※♪"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
MARKS = "!?.,:;/+-%()[]&*#@$=<>\"'"
WIDE_LATIN = "".join(chr(ord(char) + 0xFEE0) for char in LATIN + DIGITS)


def _rows(first, last):
    """Kanji of rows of JIS X 0208: 16-47 are the everyday ones, 48-84 the rare."""
    cells = (bytes([row, cell]) for row in range(first, last) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("euc_jp", "ignore") for cell in cells)


KANJI = _rows(0xB0, 0xD0)
RARE_KANJI = _rows(0xD0, 0xF5)
POOLS = {  # what a random string is drawn from, and how often
    "hiragana": (HIRAGANA, 5),
    "katakana": (KATAKANA, 5),
    "kanji": (KANJI, 12),
    "rare kanji": (RARE_KANJI, 2),
    "small kana": (SMALL_KANA, 1),
    "punctuation": (PUNCTUATION, 1),
    "symbols": (SYMBOLS, 1),
    "latin": (LATIN, 3),
    "digits": (DIGITS, 3),
    "marks": (MARKS, 1),
    "wide latin": (WIDE_LATIN, 1),
}

NAMES = (
    "アリア カイト ミレーユ 老人 村長 謎の声 ？？？ 店主 シスター・エマ 佐藤 高橋先輩 美咲 リン "
    "隊長 ゼノ 王女 フィオナ 門番 係員 健太 小鳥遊 博士 ルーク ナレーション 母 妹 クロエ 黒猫 "
    "転校生 部長 桐生 エルヴィン 妖精 魔王 少女Ａ 駅員 千景 ハル"
).split()
THINGS = (
    "薬草 ポーション 鉄の剣 古びた鍵 エリクサー 竜の鱗 回復薬 宝箱 銀の指輪 聖水 木の盾 爆弾 "
    "地図 ルビー 魔法の杖 ミスリル鉱石 釣り竿 焼き魚 パン リンゴ 招待状 黒い羽根 手紙 ランタン "
    "革の鎧 万能キー 水晶玉 毒消し草 金貨 スコップ"
).split()
DIALOGUE = """
おはよう、@。今日もいい{天気|てんき}だね。
……ねえ、聞いてる？
そんなことを言われても、どうすればいいのか分からないよ。
この先の{洞窟|どうくつ}には近づかない方がいい。
「必ず帰ってくる」——@はそう言い残して、霧の中へ消えていった。
はあっ、はあっ……ここまで来れば大丈夫だろう。
ちょっと待ってくれ！　まだ話は終わっていない！
{勇者|ゆうしゃ}よ、よくぞ参られた。
放課後の教室には、もう誰もいなかった。
窓の外では、静かに雨が降っている。
ずっと前から、きみのことを知っていた気がする。
えっ、ええっ！？　それって本当なの？
わたしは&が欲しいな。
この町の名物は&だよ。ぜひ食べていっておくれ。
@は&を手に入れた！
@に#のダメージ！
レベルが#に上がった！
{魔王|まおう}の{城|しろ}は、あの山の向こうにある。
まったく、あなたって人は……。しょうがないんだから。
その時、背後で何かが動いた。
電車のドアが閉まり、景色がゆっくりと流れはじめる。
{約束|やくそく}だよ。絶対に忘れないでね。
さあ、冒険のはじまりだ！
どうやら鍵がかかっているようだ。
ふふっ、やっと気がついたみたいね。
我が名は@。この{封印|ふういん}を守る者なり。
ここはどこだろう。頭がぼんやりする。
もう一度だけ、チャンスをください！
そこのあなた、ちょっと寄ってらっしゃい！
誰かがこちらをじっと見つめている……。
夜明け前の{静寂|せいじゃく}が、森を包んでいた。
ダメだ、ぜんぜん歯が立たない！
きょうの夕飯はカレーライスにしよう。
べ、別にあなたのためじゃないんだからね！
データの読み込みに失敗しました。もう一度お試しください。
地図によると、#キロ先に小さな村があるらしい。
うわあああっ！
{扉|とびら}の向こうから、かすかに{歌声|うたごえ}が聞こえる。
敵の気配がする。みんな、気をつけろ！
やれやれ、やっと終わったか。
おかえりなさい。お風呂にする？　それともご飯？
{紅|くれない}の月が昇るとき、{運命|うんめい}の歯車は回りだす。
それはもう、何十年も昔の話じゃよ。
図書館では、お静かに願います。
チッ、逃げられたか！
すみません、このあたりにホテルはありますか？
ありがとう。……さよなら。
""".split("\n")[1:-1]
NOTICES = """
ゲームを終了しますか？
セーブしてもよろしいですか？
オートセーブ中は電源を切らないでください。
通信エラーが発生しました（エラーコード：#）
この操作は取り消せません。
新しいアップデートがあります。
ログインボーナス#日目！
スタミナが足りません。
アイテムを#個購入しますか？
データをダウンロードしています… #%
プレイ時間 #:#
次のレベルまであと# EXP
""".split("\n")[1:-1]
CHOICES = """
はい
いいえ
話を聞く
黙ってうなずく
もちろんだ！
少し考えさせて
先に進む
引き返す
&を渡す
何も言わない
逃げる
手を取る
助けに行く
様子を見る
本当のことを言う
やっぱりやめておく
""".split("\n")[1:-1]
MENU = (
    "つづきから はじめから ニューゲーム ロード セーブ オプション 設定 終了 もどる 決定 "
    "キャンセル アイテム 装備 ステータス 魔法 スキル 特技 並べかえ 図鑑 クエスト マップ 仲間 "
    "作戦 たたかう ぼうぎょ にげる どうぐ ぶき ぼうぐ オート スキップ ログ クイックセーブ "
    "タイトルへ ヘルプ ギャラリー 音量 効果音 画面設定 言語 字幕 難易度 かんたん ふつう "
    "むずかしい オン オフ ショップ ガチャ 編成 ミッション フレンド お知らせ プレゼント 強化 進化 "
    "合成 ホーム 検索 カート 予約 履歴 お気に入り ログアウト 保存する 送信 コピー 削除"
).split()
LABELS = (
    "HP MP SP LV EXP ATK DEF SPD LUCK SCORE TIME STAGE COMBO BEST RANK GOLD NEW MAX MISS "
    "CRITICAL AUTO SKIP SAVE LOAD MENU START PAUSE READY GO! CLEAR BONUS PERFECT 所持金 残り時間 "
    "攻撃力 防御力 すばやさ 体力 経験値 目的 現在地 討伐数 得点 順位 1P 2P Lv. 第一章 最終話 "
    "王都 西の森 地下二階 雪原 港町 商店街 屋上 昼休み 夜 四月七日（月） 晴れ"
).split()
TITLES = (
    "星霜の旅人|霧の塔|ラスト・クロニクル|夏色スケッチ|紅蓮戦記|月下の約束|Eternal Saga|"
    "ネコと魔法使い|機械仕掛けの姫|BLUE HORIZON|忘れられた庭|剣と歯車|ひだまり日和|迷宮行路|"
    "NEON RUNNER|終焉のレクイエム|GAME OVER|STAGE CLEAR|YOU WIN|つづく|完|第三章　帰還"
).split("|")
NOVEL = """
その夏、わたしは海辺の小さな町に越してきた。
{朝|あさ}の光が障子を透かして、畳の上に淡い影を落としている。
{鐘|かね}の音が遠くで三つ鳴り、鳥たちがいっせいに飛び立った。
誰も知らない古い{井戸|いど}の底に、それは眠っていた。
少年は黙って首を振り、手のひらの小石をぎゅっと握りしめた。
「もう戻れないよ」と{彼女|かのじょ}は言った。声は少しだけ震えていた。
坂道を登りきると、一面の{菜|な}の花が目に飛びこんできた。
祖父の懐中時計は、十二時五分を指したまま止まっている。
雪は、夜のうちにすっかり{積|つ}もっていた。
ああ、まただ。またあの夢を見たのだ。
""".split("\n")[1:-1]
ENGLISH = """
Press any key
Press START
The door is locked.
You found a hidden path!
Welcome back, Captain.
Are you sure you want to quit?
Now loading...
Do you have a moment to talk?
I never thought we would meet again.
Objective: reach the north gate
All rights reserved.
Game data saved.
Wait -- what was that noise?
""".split("\n")[1:-1]

_SLOTS = re.compile("[@#&]")
_RUBY = re.compile(r"\{([^|}]*)\|([^}]*)\}")


def number(rng):
    """Digits as a screen shows them: plain, with commas, a fraction, a share or a time."""
    value = int(10 ** rng.uniform(0, 6))
    a, b = int(rng.integers(100)), int(rng.integers(60))
    forms = (f"{value}", f"{value:,}", f"{a}/{a + b}", f"{a}%", f"{a:02d}:{b:02d}", f"+{b}")
    return forms[rng.choice(6, p=(0.4, 0.2, 0.15, 0.1, 0.1, 0.05))]


def fill(rng, line):
    """A line of the corpus with its names, numbers and things put in."""
    drawn = {"@": NAMES, "&": THINGS}
    return _SLOTS.sub(lambda m: str(_one(rng, drawn[m[0]])) if m[0] in drawn else number(rng), line)


def draw(rng, lines):
    """One of `lines`, filled."""
    return fill(rng, _one(rng, lines))


def random_string(rng, length):
    """Characters that make no sense, of one to three pools, so that every one is seen."""
    names, weights = list(POOLS), [weight for _, weight in POOLS.values()]
    share = [weight / sum(weights) for weight in weights]
    chosen = rng.choice(len(names), size=int(rng.integers(1, 4)), p=share)
    pools = [POOLS[names[i]][0] for i in chosen]
    places = rng.uniform(0, 1, (length, 2)) * (len(pools), 1)
    picked = ((pools[int(pool)], place) for pool, place in places.tolist())
    return "".join(pool[int(place * len(pool))] for pool, place in picked)


def with_ruby(rng, length):
    """Random kanji under random kana."""
    words = []
    while sum(map(len, words)) < length:
        base = "".join(_one(rng, KANJI) for _ in range(int(rng.integers(1, 4))))
        kana = "".join(_one(rng, HIRAGANA) for _ in range(len(base) + int(rng.integers(0, 3))))
        tail = "".join(_one(rng, HIRAGANA) for _ in range(int(rng.integers(1, 5))))
        words.append(f"{{{base}|{kana}}}{tail}")
    return "".join(words)


def parts(line):
    """`[(base, ruby), …]` of a line; the ruby is "" where there is none."""
    found, end = [], 0
    for match in _RUBY.finditer(line):
        found += [(line[end : match.start()], ""), match.groups()]
        end = match.end()
    return [part for part in [*found, (line[end:], "")] if part[0]]


def _one(rng, choices):
    return choices[int(rng.integers(len(choices)))]
