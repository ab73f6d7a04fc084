"""Surnames that are read otherwise than their characters; a stroke stands between readings that both occur."""

READINGS = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "盖": "ge/gai", "柏": "bai/bo", "朴": "piao",
    "区": "ou", "任": "ren", "华": "hua", "翟": "zhai", "乐": "yue/le", "员": "yun/yuan", "缪": "miao", "冼": "xian",
    "覃": "qin/tan", "折": "she", "繁": "po", "种": "chong", "秘": "bi", "燕": "yan", "应": "ying", "宁": "ning",
    "葛": "ge", "曲": "qu", "卜": "bu", "洗": "xian", "尹": "yin", "召": "shao", "祭": "zhai", "牟": "mu/mou",
    "车": "che", "隗": "wei/kui", "谌": "chen/shen", "逄": "pang", "黑": "he/hei", "那": "na/nuo",
    "尉": "wei", "哈": "ha", "盛": "sheng", "石": "shi", "万": "wan", "都": "du", "殷": "yin",
    "相": "xiang", "过": "guo", "行": "xing", "能": "nai", "教": "jiao", "逯": "lu", "郇": "xun/huan", "郗": "xi/chi",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai", "令狐": "ling hu",
    "宇文": "yu wen", "皇甫": "huang fu", "呼延": "hu yan", "夏侯": "xia hou", "诸葛": "zhu ge", "欧阳": "ou yang",
    "司马": "si ma", "上官": "shang guan", "东方": "dong fang", "公孙": "gong sun", "慕容": "mu rong",
    "司徒": "si tu", "钟离": "zhong li", "百里": "bai li", "独孤": "du gu", "南宫": "nan gong",
}  # fmt: skip
