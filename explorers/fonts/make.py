"""Make AttentionSansSC-Regular.otf: the Chinese characters that the course uses, cut out of Noto Sans CJK SC.

Run it again when texts have changed: `python explorers/fonts/make.py [NotoSansCJK-Regular.ttc]`. It needs fontTools
and an installed Noto Sans CJK (Debian, Ubuntu: fonts-noto-cjk). The licence of both fonts is OFL.txt beside this file;
the OFL asks that a changed font carries another name.
"""

import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

ROOT = Path(__file__).parents[2]
OUTPUT = Path(__file__).with_name("AttentionSansSC-Regular.otf")
FAMILY = "Attention Sans SC"
INSTALLED = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
# Pictures are drawn from these texts and from the lessons' code; the lessons' prose has the browser's own fonts.
TEXTS = ("explorers/*.py", "data/**/*.json")
LESSONS, CODE = "lessons/*.md", re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)

# What learners write in their own labels, beyond the course's texts.
COMMON = """
的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去
法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关
点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教
儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市
直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死
张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔读写左右上下猫狗鼠追红绿蓝黄黑灰暗亮季春夏秋冬早晚东西南北甲乙丙丁
一二三四五六七八九十百千万亿零半倍双单
族花团极远近轻软硬算件配线型阵列维空概率均值方差误优损失练参隐层归激活函梯度率批卷积残池编码解译词句段章篇页书籍馆借阅查询
匹检索引档案录答案题语音图像频彩色块圆环角形箭柱饼曲直斜坐轴网格框线粗细密疏深浅暖寒冷温热烫快慢高低多少早晚胖瘦真假对错好坏
吃喝睡醒玩唱跳跑走坐站躺趴飞游爬追赶抓逃躲藏看听闻摸尝说写画猜想记忘爱恨喜怒哀乐惊怕爸妈爷奶哥姐弟妹叔姨孩童友邻师医警农工商
桌椅床灯窗门墙屋楼房院街桥车船票钱米面饭菜肉蛋奶茶酒糖盐油醋瓜果苹梨桃橘葡萄蕉莓豆麦稻树草叶根枝虫鸟鱼鸡鸭鹅牛羊马猪兔虎龙蛇猴
山川河湖海洋岛岸沙漠森林田野城镇村庄云雨雪风霜雷电晴阴星月阳光影地球宇宙太空年月周日时钟分秒晨午夜昨今明永久暂忽然渐终始
懒洋灰毯垫炉壁火暖毛绒柔软老鼠灰尘懒散打盹呼噜尾巴爪耳胡须
"""
PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】—…·～￥％＋－×÷＝≠≈≤≥∞√Σ∑αβτλ→←↑↓↔①②③④⑤⑥⑦⑧⑨⑩"


def needed() -> set[str]:
    """The characters of our own pictures: those of the packages' texts, the data and the lessons' code."""
    texts = [path.read_text(encoding="utf-8") for pattern in TEXTS for path in ROOT.glob(pattern)]
    lessons = [path.read_text(encoding="utf-8") for path in ROOT.glob(LESSONS)]
    code = [block for lesson in lessons for block in CODE.findall(lesson)]
    return set("".join([*texts, *code]))


def characters() -> str:
    """Every character of the font, sorted: what is needed, what learners may write, ASCII."""
    ascii_letters = map(chr, range(32, 127))
    return "".join(sorted(c for c in needed().union(COMMON, PUNCTUATION, ascii_letters) if c.isprintable()))


def cut(font, text: str):
    """Keep the glyphs of `text` and rename the font, so that it never passes for the original."""
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=False, notdef_outline=True)
    options.name_IDs = [1, 2, 3, 4, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} Regular", 4: FAMILY, 6: "AttentionSansSC-Regular"}
    for record in list(font["name"].names):
        if record.nameID in names:
            font["name"].removeNames(record.nameID)
    for identifier, value in names.items():
        font["name"].setName(value, identifier, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    top.topDictIndex[0].FamilyName, top.topDictIndex[0].FullName = FAMILY, FAMILY
    return font


def main(source: str = INSTALLED) -> None:
    if not Path(source).exists():
        sys.exit(f"{source} does not exist. Install Noto Sans CJK, or say where its .ttc is: make.py FILE")
    collection = TTCollection(source)
    chinese = next(font for font in collection if font["name"].getDebugName(1) == "Noto Sans CJK SC")
    chinese.recalcTimestamp = False
    cut(chinese, characters()).save(OUTPUT)
    print(f"{OUTPUT.name}: {len(characters())} characters, {OUTPUT.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(*sys.argv[1:])
