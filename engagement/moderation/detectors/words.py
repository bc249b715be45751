"""The words the detectors know. A new one needs a sentence in the table of its test."""

from __future__ import annotations

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FIRST_NAMES: Final = _set("""
    aaron adam ahmed aisha alan albert alejandro alex alexander ali alice amanda amina amy ana andre andrea andrew
    angela anna anne anthony antonio arthur ashley barbara ben benjamin beth betty bob brandon brenda brian bruce
    carl carlos carmen carol caroline catherine charles cheryl chloe chris christina christopher cindy claire craig
    cynthia dan daniel danny david deborah dennis derek diana diego donald donna doris doug dylan ed eduardo edward
    elena elizabeth emily emma eric ethan eva evelyn fatima fernando francis frank gary george gloria greg gregory
    hannah harold harry hassan heather helen henry ibrahim isabel ivan jack jacob jake james jamal jane janet jason
    javier jeff jeffrey jennifer jenny jeremy jerry jessica jesus jim jimmy joan joe joel john johnny jonas jonathan
    jorge jose joseph joshua juan judith judy julia julie justin karen kate katherine kathleen keith kelly ken
    kenneth kevin kim kyle larry laura lauren lawrence leo leon linda lisa lopez lou louis lucas lucy luis luke
    manuel marco marcus margaret maria marie mario martha martin mary matt matthew megan melissa mia michael michelle
    miguel mike mohamed mohammed muhammad nancy natalie nathan nicholas nick nicole nina noah nora olga oliver olivia
    omar oscar pablo pam pamela patricia patrick paul pedro peter phil philip rachel ralph ramon raymond rebecca
    ricardo richard rick rob robert roberto rodrigo roger ronald rosa roy russell ruth ryan sam samantha samuel sandra
    sara sarah scott sean sergio sharon shirley simon sofia sophia stephanie stephen steve steven stuart susan tanya
    teresa terry theo theresa thomas tim timothy tina todd tom tony tracy travis tyler tyrone vanessa veronica victor
    victoria viktor vincent virginia walter wayne wendy william yusuf zoe
""")
# Capitalized words that are not part of a person's name.
NOT_NAMES: Final = _set("""
    i a an the this that these those my our your his her their its we you he she they it there here when where what
    who why how if but and or so on in at by to from for with of near every each some all many most no not yes please
    last next since after before during between again also one two three four five six seven eight nine ten today
    yesterday tomorrow tonight now then once still someone somebody everyone everybody people children kids cars
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays january february march april may june july august september october november december spring summer autumn
    fall winter christmas easter thanksgiving halloween ramadan new old north south east west northern southern eastern
    western upper lower great little big saint st mount main street st. road rd lane ln avenue ave boulevard blvd drive
    dr court ct way place pl plaza square terrace alley row close crescent park parkway garden gardens school elementary
    middle high university college kindergarten academy church mosque temple synagogue cathedral hospital clinic pharmacy
    library museum station bridge tunnel bus line tram metro subway train stop market mall shop store supermarket cafe
    bar pub restaurant hotel motel bank office center centre hall house home building tower apartments estate village
    town city county state country river creek brook lake bay beach harbor harbour port hill hills heights valley forest
    field fields farm flats gate northgate island point playground pool gym club team league police department fire
    council mayor officer ranger highway route interstate exit lot garage corner crossing junction intersection
    roundabout honda toyota ford chevrolet chevy nissan bmw mercedes audi volkswagen vw hyundai kia tesla subaru jeep
    dodge civic corolla focus google facebook instagram amazon ups fedex usps uber lyft mcdonald mcdonalds starbucks
    walmart target costco english spanish french german chinese arabic american european african asian national
    international public community common ground neighborhood watch youth senior day night week eve year ok thanks hello
    dear hi regards black white red green blue yellow orange brown gray grey gas electric water power wifi led tv usa uk
    us la el los las san santa
""")
TITLES: Final = "Mr|Mrs|Ms|Miss|Dr|Doctor|Officer|Sgt|Sergeant|Pastor|Father|Reverend|Imam|Rabbi|Professor|Señor|Señora|Sr|Sra|Don|Doña|Frau|Herr|Madame|Monsieur"
STREETS: Final = "street|st|road|rd|lane|ln|avenue|ave|boulevard|blvd|drive|court|ct|way|place|terrace|alley|row|close|crescent|parkway|square"
NO_STREET: Final = _set("""
    on in at of the and to from near am pm a.m p.m times cars trucks lamps lights hours minutes days weeks months years
    people kids meters feet miles or by along off is are was were blocks block potholes houses per mph km
""")

PEOPLE: Final = r"(?:m[ae]n|wom[ae]n|guys?|males?|females?|boys?|girls?|kids?|teens?|teenagers?|youths?|persons?|people|individuals?|dudes?|lady|ladies|gentlem[ae]n|couples?|famil(?:y|ies)|gangs?|suspects?|fellows?|lads?|blokes?|chaps?|youngsters?|drivers?|strangers?|folks?)"
RACES: Final = (
    r"(?:black|white|brown|hispanics?|latin[oax]s?|mexicans?|asians?|chinese|africans?|african[- ]americans?|arabs?|arabic|"
    r"middle[- ]eastern|muslims?|jewish|jews?|indians?|native[- ]americans?|gyps(?:y|ies)|roma|romani|somalis?|turkish|turks?|"
    r"moroccans?|albanians?|romanians?|nigerians?|pakistanis?|syrians?|afghans?|eastern[- ]europeans?|foreign|foreigners?|"
    r"colou?red|dark[- ]skinned|light[- ]skinned|brown[- ]skinned|black[- ]skinned|non[- ]white|caucasians?|ethnic)"
)
BETWEEN: Final = r"(?:(?:young|old|older|elderly|tall|short|thin|big|small|heavy|looking|skinned|teenage|adult|male|female|unknown|american|suspicious|strange|aged?|middle-aged|in (?:his|her|their) \w+)[\s,-]+)"
BUILDS: Final = r"(?:tall|short|fat|skinny|slim|heavy-?set|stocky|thin|chubby|overweight|obese|bald|balding|bearded|blonde?|tattooed|muscular|ugly|hooded|long-haired|dark-haired|red-haired|gray-haired|grey-haired|scruffy|dirty-looking|homeless-looking|foreign-looking)"
FEATURES: Final = r"(?:beards?|mustaches?|moustaches?|goatee|tattoos?|ponytails?|dreadlocks|dreads|braids|afro|scars?|piercings?|dark skin|brown skin|light skin|black skin|accents?|turbans?|hijabs?|headscar(?:f|ves)|burqas?|hoodies?|bald heads?|(?:long|short|dark|black|brown|blonde?|red|gr[ae]y|curly|greasy) hair|(?:blue|brown|green|slanted) eyes)"
SPANISH_PEOPLE: Final = r"(?:hombres?|mujer(?:es)?|chic[oa]s?|tip[oa]s?|much[a]ch[oa]s?|gente|señor(?:a|es)?|personas?|jóvenes|joven)"
SPANISH_RACES: Final = r"(?:negr[oa]s?|moren[oa]s?|gitan[oa]s?|árabes?|arabes?|mor[oa]s?|asiátic[oa]s?|asiatic[oa]s?|chin[oa]s?|latin[oa]s?|extranjer[oa]s?|alt[oa]s?|gord[oa]s?|calv[oa]s?)"

ACCUSES: Final = (
    r"\b(?:steals?|stole|stealing|thie(?:f|ves)|robs?|robbed|robbing|robber|deals?|dealing|dealer|drugs?|weed|cocaine|meth|heroin|"
    r"beats?|beating|hits|abuses?|abusing|abuser|abused|rapes?|raped|rapist|pa?edophile|molests?|molested|pervert|drunk|"
    r"threatens?|threatened|threatening|criminal|prostitut\w+|liar|lies|crook|fraud|smuggl\w+|arsonist|assault\w*|attack(?:s|ed)|"
    r"vandal\w*|broke into|breaks into|burglar\w*|stalks?|stalking|stalker|harass\w*|dangerous|poison\w*|scam\w*|racist|"
    r"sells? (?:guns|stolen)|dumps?|dumped|dumping|roba|vende drogas|ladr[oó]n(?:a)?)\b"
)
DANGERS: Final = (
    r"\b(?:guns?|pistols?|rifles?|shotguns?|firearms?|shots? (?:fired|heard)|gunshots?|shooting at|shot at|kni(?:fe|ves)|machetes?|stabb\w+|"
    r"bombs?|explosives?|hostages?|kidnapp\w+|suicid\w+|kill(?:ing)? (?:my|him|her|them)sel(?:f|ves)|overdos\w+|gas leak|smell(?:s)? (?:of )?gas|"
    r"(?:house|car|building|shed|roof|flat|apartment) (?:is |was )?on fire|(?:is|are|being) (?:being )?(?:beaten|strangled|attacked)|"
    r"threaten\w* to (?:kill|shoot|stab|burn)|will kill|going to (?:kill|shoot|stab)|not breathing|unconscious|live wires?|downed power line)\b"
)
NOT_DANGER: Final = r"\b(?:nail|glue|water|heat|caulk|staple|radar|spray|squirt|toy|speed) guns?\b|\bguns? (?:it|their engines?|the engine)\b|\bbutter kni(?:fe|ves)\b|\bbath bombs?\b"
DIGIT_WORDS: Final = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
SITES: Final = r"(?:instagram|insta|snapchat|tiktok|twitter|facebook|telegram|whatsapp|youtube|linkedin|discord|reddit)"
