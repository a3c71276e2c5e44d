"""The words on which the sense of a sentence turns. All of them on this one page, by language.

A word is written here as `reading.py` reads it: small letters, no accents, no apostrophe ("n't" is "not"). The lists
of all languages are used together: a word that turns a sentence in one and means little in another
costs a look, a negation that is swallowed costs a person their say.
"""

from __future__ import annotations

from itertools import combinations

_TURNING = {
    "en": """not no nor never none nobody nothing nowhere neither without against anti non hardly barely scarcely
        seldom rarely stop stops stopped stopping quit cease ban banned bans unless except instead
        despite if less fewer least little few only refuse refuses refused reject rejects deny denies denied lack
        lacks fail fails failed failing wrong false fake untrue lie lies myth nonsense hoax former ex
        cancel cancelled canceled abolish doubt doubts prevent avoid nearly almost supposedly allegedly
        ain oppose opposes opposed disagree disagrees zero half pretend pretends rather else""",
    "de": """nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden niemandem nichts nirgends
        nirgendwo ohne weder noch kaum statt anstatt gegen wider nein nix net nich stopp stoppt stoppen ende beendet
        falsch luge lugen unsinn quatsch ausser sondern wenn falls trotz weniger wenig wenige selten nur fast beinahe
        angeblich verbietet verbieten verboten abschaffen verhindern verhindert verweigert ablehnen ehemalige
        ehemaliger mitnichten keineswegs schluss bevor bloss halb null sogenannte sogenannten""",
    "fr": """ne n pas jamais rien personne aucun aucune aucuns aucunes sans ni non contre guere nul nulle nullement
        moins peu sauf excepte faux fausse mensonge mensonges arretez arreter arrete arretons stop fin interdit
        interdire interdisez malgre sinon presque refuse refuser plutot seulement ex ancien ancienne""",
    "es": """no nunca jamas nadie nada ningun ninguno ninguna ningunos ningunas sin tampoco ni contra apenas menos poco
        pocos poca pocas excepto salvo falso falsa mentira mentiras basta alto prohibir prohibido prohiban casi solo
        solamente aunque detener rechazo rechaza sino ex""",
    "it": """non no mai niente nulla nessuno nessuna nessun senza contro neanche nemmeno neppure mica meno poco pochi
        poca poche tranne eccetto falso falsa bugia bugie basta fermate fermare vietare vietato quasi solo soltanto
        anziche invece rifiuto rifiuta ex""",
    "pt": """nao nunca jamais ninguem nada nenhum nenhuma nenhuns nenhumas sem nem contra tampouco menos pouco poucos
        pouca poucas exceto salvo falso falsa mentira mentiras pare parem chega proibir proibido quase somente
        apenas embora recuso recusa ex""",
    "nl": """niet geen nooit niemand niets nergens zonder tegen noch nauwelijks amper minder weinig nee neen behalve
        tenzij onzin leugen leugens vals stop stopt einde verbied verbieden verboden bijna alleen slechts nimmer
        zelden weiger weigert ex""",
    "pl": "nie nigdy nikt nikogo nic bez przeciw przeciwko ani zaden zadna zadnego stop mniej",
    "sv": "inte icke ej aldrig ingen inget inga utan mot varken knappt mindre",
    "da": "ikke aldrig ingen intet uden imod hverken naeppe ikkje mindre",
    "cs": "ne neni nikdy nikdo nic bez proti zadny zadna zadne ani mene",
    "tr": "degil hayir yok asla hic hicbir ne olmadan karsi",
    "ru": "не ни нет нельзя никогда никто никого ничего без против едва лишь меньше",
    "uk": "не ні нема немає ніколи ніхто нічого без проти менше",
    "el": "δεν μην οχι ποτε κανενας κανεις τιποτα χωρις κατα",
    "ar": "لا ليس ليست لم لن ما غير بدون ضد كلا",
    "hi": "नहीं मत ना न बिना कभी",
    "zh ja ko": "不 没 沒 無 无 非 未 别 別 勿 否 莫 な ず ぬ ん 안 못 않 없 아 말 반",
    "signs": "👎 🚫 ❌ ⛔ 🙅 ✖ 🛑 🖕 🔪 🔫 💣 🪓 🗡 🐒 🐵 🦍 🐀 🐖 🐷 🪳",
}
TURNING = frozenset(word for words in _TURNING.values() for word in words.split())
"""Put in, left out, exchanged or moved, each of these changes what a sentence says or whom it hurts."""

_OPPOSITES = """
support/oppose/reject/fight/attack/block  for/against  pro/anti/contra  more/less/fewer/no  most/least  many/few
all/no/some/few/none/half/most  every/no/some  always/never/sometimes/rarely/seldom/often  everyone/nobody/someone
everybody/nobody/somebody  everything/nothing  good/bad/evil/terrible/awful/horrible  best/worst  better/worse
great/terrible/awful/bad/horrible/poor  right/wrong/left  true/false/fake  yes/no  love/hate/despise
loves/hates  loved/hated  like/hate/dislike  likes/hates/dislikes  allow/ban/forbid/stop/prevent/prohibit
allowed/banned/forbidden/prohibited  open/close/shut  opened/closed/shut  opening/closing/closure  keep/remove/scrap/drop/end
keep/delete/lose  hide/show/reveal  hidden/shown  start/stop/end/finish  begin/end/stop  up/down  in/out  on/off
over/under  above/below  before/after  with/without  high/low  higher/lower  raise/lower/cut/reduce/drop
raised/lowered/cut/reduced  increase/decrease/reduce/cut  increased/decreased/reduced  rise/fall  rising/falling
win/lose  won/lost  winner/loser  winners/losers  friend/enemy  friends/enemies  safe/dangerous/unsafe  dead/alive
live/die  lives/dies  save/kill/destroy  saved/killed/destroyed  protect/attack/destroy/harm  defend/attack
help/hurt/harm/hinder  build/destroy/demolish  built/destroyed/demolished  hire/fire/sack  hired/fired/sacked
arrest/release/free  jail/free/release  guilty/innocent  legal/illegal  lawful/unlawful  honest/corrupt/dishonest
brave/cowardly  strong/weak  smart/stupid/dumb  clever/stupid  clean/dirty  early/late  first/last  rich/poor
old/young/new  black/white  men/women/children  man/woman/child  boy/girl  boys/girls  male/female  he/she/they/it
him/her/them/us/me  his/her/their/our/my/your  we/they/you/i  us/them/you/me  left/right  north/south/east/west
near/far  buy/sell  lend/borrow  give/take  come/go  accept/refuse/reject  agree/disagree  believe/doubt
praise/blame/condemn  thank/blame  proud/ashamed  happy/sad/angry  hope/fear  trust/distrust/mistrust  peace/war
success/failure  succeed/fail  approve/reject/oppose  vote/boycott  stay/leave/go  remain/leave  join/leave
enough/insufficient  must/may/can  should/shouldn  can/cannot  will/would  day/night  today/tomorrow/yesterday
morning/evening/night  public/private  local/foreign  native/foreign  citizen/foreigner  fast/slow  easy/hard/difficult
cheap/expensive  cheaper/dearer  long/short  big/small  large/small  full/empty  possible/impossible  fair/unfair
fund/defund  lock/unlock  block/unblock  mask/unmask  tie/untie  do/undo  elect/recall  resign/stay/return
für/gegen  fur/gegen/wider  mit/ohne  mehr/weniger  immer/nie/niemals/selten/manchmal  alle/keine/einige/manche/wenige
jeder/keiner/niemand  alles/nichts  gut/schlecht/bose  gute/schlechte  guten/schlechten  besser/schlechter  beste/schlechteste
richtig/falsch  wahr/falsch  ja/nein  liebe/hasse  lieben/hassen  liebt/hasst  erlauben/verbieten  erlaubt/verboten
offnen/schliessen  offen/geschlossen  auf/zu  an/aus  hoch/runter  rauf/runter  oben/unten  vor/nach  links/rechts
behalten/entlassen  bleiben/gehen  bleibt/geht  rein/raus  hinein/hinaus  ein/aus  schutzt/tote  schutzen/toten
unterstutze/bekampfe/ablehne  unterstutzen/bekampfen/ablehnen  freund/feind  freunde/feinde  krieg/frieden
schuldig/unschuldig  erhohen/senken  erhoht/gesenkt  steigt/sinkt  steigen/sinken  gewinnt/verliert  einstellen/entlassen
manner/frauen/kinder  mann/frau/kind  er/sie/es/wir/ihr/ich/du
ihn/sie/uns/euch/mich/dich  arm/reich  arme/reiche  armen/reichen
heute/morgen/gestern  jung/alt  stark/schwach  viel/wenig  viele/wenige  zeigen/verstecken  bauen/abreissen
pour/contre  avec/sans  plus/moins  toujours/jamais/parfois  tous/aucun/certains  toutes/aucune/certaines  tout/rien
bon/mauvais  bonne/mauvaise  bien/mal  meilleur/pire  vrai/faux  oui/non  aime/deteste/hais  aimons/detestons
ouvrir/fermer  ouvrez/fermez  garder/supprimer/virer  gardez/supprimez/virez  monter/baisser  augmenter/baisser/reduire
avant/apres  hommes/femmes/enfants  homme/femme/enfant  gauche/droite  guerre/paix  ami/ennemi  amis/ennemis
soutiens/combats/refuse  soutenir/combattre  autoriser/interdire  innocent/coupable  riches/pauvres  riche/pauvre
il/elle/ils/elles/nous/vous/je/tu  entrer/sortir  rester/partir  beaucoup/peu  hier/demain
favor/contra  con/sin  mas/menos  siempre/nunca/jamas  todos/nadie/ninguno/algunos  todas/ninguna/algunas  todo/nada
bueno/malo  buena/mala  buenos/malos  bien/mal  mejor/peor  verdad/mentira  si/no  amo/odio  quiero/odio
abrir/cerrar  abran/cierren  abre/cierra  subir/bajar  suban/bajen  sube/baja  aumentar/reducir/recortar
antes/despues  hombres/mujeres/ninos  hombre/mujer/nino  izquierda/derecha  guerra/paz  amigo/enemigo  amigos/enemigos
apoyo/rechazo/combato  apoyar/rechazar/combatir  permitir/prohibir  inocente/culpable  ricos/pobres  rico/pobre
el/ella/ellos/ellas/nosotros/yo/tu  entrar/salir  quedarse/irse  mucho/poco  muchos/pocos  ayer/manana
per/contro  con/senza  piu/meno  sempre/mai/talvolta  tutti/nessuno/alcuni  tutte/nessuna/alcune  tutto/niente/nulla
buono/cattivo  buona/cattiva  bene/male  meglio/peggio  migliore/peggiore  vero/falso  si/no  amo/odio  aprire/chiudere
aprite/chiudete  apre/chiude  alzare/abbassare  aumentare/ridurre/tagliare  prima/dopo  uomini/donne/bambini
uomo/donna/bambino
sinistra/destra  guerra/pace  amico/nemico  amici/nemici  sostengo/combatto/rifiuto  permettere/vietare
innocente/colpevole  ricchi/poveri  ricco/povero  lui/lei/loro/noi/io/tu  entrare/uscire  restare/andare  ieri/domani
favor/contra  com/sem  mais/menos  sempre/nunca/jamais  todos/ninguem/nenhum/alguns  tudo/nada  bom/mau/ruim  boa/ma/ruim
bem/mal  melhor/pior  verdade/mentira  sim/nao  amo/odeio  gosto/odeio  abrir/fechar  abram/fechem  abre/fecha
subir/descer  aumentar/diminuir/reduzir/cortar  antes/depois  homens/mulheres/criancas  homem/mulher/crianca
esquerda/direita  guerra/paz  amigo/inimigo  amigos/inimigos  apoio/rejeito/combato  apoiar/rejeitar  permitir/proibir
inocente/culpado  ele/ela/eles/elas/nos/eu/tu  entrar/sair  ficar/sair  ontem/amanha
voor/tegen  met/zonder  meer/minder  altijd/nooit/soms  alle/geen/sommige  iedereen/niemand  alles/niets  goed/slecht
goede/slechte  beter/slechter  beste/slechtste  waar/onwaar/vals  ja/nee  hou/haat  houden/haten  openen/sluiten
open/dicht  omhoog/omlaag  verhogen/verlagen  verhoogd/verlaagd  voor/na  mannen/vrouwen/kinderen  man/vrouw/kind
links/rechts  oorlog/vrede  vriend/vijand  vrienden/vijanden  steun/bestrijd  steunen/bestrijden  toestaan/verbieden
schuldig/onschuldig  rijk/arm  rijken/armen  hij/zij/wij/jullie/ik  blijven/weggaan  gisteren/morgen  veel/weinig
за/против  больше/меньше  всегда/никогда  все/никто  да/нет  хорошо/плохо  люблю/ненавижу
大/小  多/少  好/坏  上/下  左/右  男/女  开/关  有/无  去/来  爱/恨
"""
OPPOSITE = frozenset(
    frozenset(pair) for group in _OPPOSITES.split() for pair in combinations(group.split("/"), 2)
)
"""Two different words, one for the other, that change what is said. Each pair as a set of two."""

_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
hundred hundreds thousand thousands million millions billion billions dozen twice double triple
monday tuesday wednesday thursday friday saturday sunday january february april june july august
september october november december
eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig hundert tausend million millionen
montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli oktober dezember
deux trois quatre cinq sept huit neuf dix onze douze vingt trente cent mille lundi mardi mercredi jeudi vendredi
samedi dimanche janvier fevrier mars avril juin juillet septembre octobre novembre decembre
dos tres cuatro cinco seis siete ocho nueve diez doce veinte treinta cien mil lunes martes miercoles jueves
viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
tre quattro cinque sette otto nove dieci undici dodici venti trenta cento mila lunedi martedi mercoledi
giovedi venerdi gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
dois quatro sete oito nove dez onze doze vinte trinta cem segunda terca quarta quinta sexta janeiro fevereiro
marco maio junho julho setembro outubro novembro dezembro
twee drie zes zeven acht negen tien twaalf twintig dertig honderd duizend maandag dinsdag woensdag donderdag vrijdag
zaterdag zondag januari februari maart mei augustus
"""
NUMBERS = frozenset(_NUMBERS.split())
"""Numbers, days and months written as words: like a number in figures when exchanged for another word."""

_LIGHT = """
a an the this that these those is are was were be been being am it its and or but so as at of to too also just very
really quite truly simply actually honestly frankly literally basically totally absolutely completely utterly
definitely certainly surely clearly obviously seriously indeed well oh ah hey hi hello please pls plz thanks thank
okay ok lol omg wow yeah yep ya hmm um uh guys folks people everyone all there here now then again still already yet
ever even much more most some any such what which who how why when where will would shall should could might may can
must do does did doing done have has had having get gets got go goes going by from into onto with about than because
since while though although however maybe perhaps probably i you he she we they me him her us them my your his our
their mine yours ours theirs myself yourself himself herself itself ourselves themselves like think know say said
let lets us im in on up out off over for today always kind sort bit lot lots thing things one way
der die das den dem des ein eine einen einem einer eines ist sind war waren sein und oder aber so auch sehr wirklich
ganz echt einfach ja doch mal schon eben halt bitte danke also nun jetzt hier da dann denn weil dass daran daruber
wie was wer wo warum wann zu zum zur im in am an auf aus bei von vom mit fur um uber unter nach vor hat haben hatte wird
werden wurde kann konnen muss mussen soll sollte will wollen ich du er sie es wir ihr mich dich uns euch ihm ihn
mein dein unser euer sich man immer wieder noch mehr viel leute total vollig absolut ehrlich eigentlich
le la les l un une des du de d et ou mais donc or car est sont etait sera ce cet cette ces c il elle on nous vous ils
elles je j tu me m te t se s lui leur y en qui quoi dont au aux par pour avec dans sur sous chez tres vraiment trop
bien si aussi encore toujours deja enfin merci svp plait alors voila tout tous toute toutes plus quand comme parce
a ont avez avons suis es fait faire peut faut doit
el los las unos unas y o u pero es son era fue ser estar esta este esto estos estas ese esa eso lo al del en por para
con muy mas tambien ya si yo nos vos me te se le les su sus mi mis tu tus que como cuando donde porque pues bien
gracias favor hay ha han he hace todo todos toda todas siempre realmente verdad
il lo gli i uno una e ed o ma sono era di da del della dei delle dal al alla ai alle nel nella nei su sul sulla per
con tra fra molto davvero proprio anche ancora gia sempre qui li ci vi mi ti si loro lui lei noi voi io questo questa
questi queste quello quella che chi come quando dove perche grazie favore piu tutto tutti ha hanno ho
os as um uma uns umas e sao foi era do da dos das no na nos nas ao aos pelo pela em por para com muito mesmo tambem
ja ainda sempre isso isto esse essa este esta eu voce voces ele ela eles elas meu minha seu sua que como quando onde
porque obrigado obrigada mais tudo todos tem ha la aqui
de het een en of maar is zijn was waren dit dat deze die ik jij je hij zij ze wij we jullie u mij me hem haar ons hun
mijn jouw zijn onze in op aan uit bij van met voor naar over onder om te er daar hier nu dan toen ook nog al wel zeer
heel echt gewoon altijd weer meer veel wat wie waar waarom hoe wanneer dank graag alsjeblieft heeft hebben had
wordt worden kan kunnen moet moeten zal zullen wil willen mensen
и а но или это этот эта эти что как так вот уже еще очень просто все всё он она они мы вы я ты его ее их наш ваш
в во на с со к по за от до из у о об бы же ли был была было были есть будет
"""
_OF_TWO_LANGUAGES = """
die war hat man van son hay come era gut mal men fur par but pour fait tot kind den dem hem fue sera mais com wie
people guys folks leute mensen gente thing things way one like think know say said go goes going halt eben leer due
""".split()  # light in one, and a thing, a deed or a person in another
LIGHT = frozenset(_LIGHT.split()) - TURNING - frozenset(_OF_TWO_LANGUAGES)
"""Words that carry little: exchanged for one another they change no target, and they make poor marks of a text."""

PRONOUNS = frozenset(
    """everyone everybody someone somebody anyone anybody
    i you he she we they me him her us them my your his our their mine yours ours theirs
    ich du er sie es wir ihr mich dich uns euch ihm ihn mein dein unser euer
    je tu il elle nous vous ils elles lui leur moi toi eux yo ella ellos ellas nosotros vosotros usted ustedes
    io lui lei noi voi loro eu voce voces ele ela eles elas ik jij hij zij wij jullie hem haar ons hun
    я ты он она мы вы они его ее их""".split()
)

STAND_FOR = PRONOUNS | frozenset(
    """this that these those who whom which what some there here das dies diese dieser dieses was wer jene manche
    ce cela ca ceci celui celle qui que quoi esto eso este esta ese esa quien que questo questa quello quella chi che
    isto isso este esta esse essa quem dit dat deze die wie wat это тот та что кто""".split()
)
"""A name or a thing in the place of one of these is another target."""

INSULTS = frozenset(
    """idiot idiots idiotic moron morons stupid dumb fool fools imbecile imbeciles scum pig pigs rat rats trash garbage
    vermin parasite parasites loser losers clown clowns liar liars coward cowards traitor traitors nazi nazis filth
    filthy disgusting turnip turnips pathetic ugly cretin cretins swine swines thug thugs crook crooks
    idioten trottel depp deppen dumm dumme dummes dummkopf arschloch arschlocher abschaum dreck dreckig schwein schweine
    schlampe hurensohn wichser lugner verrater ratten ungeziefer feigling versager pack gesindel
    idiote idiots imbeciles con conne cons connard connards connasse salope abruti abrutis debile ordure ordures
    pourriture menteur menteurs traitre traitres cretins porc porcs
    idiota idiotas imbecil imbeciles estupido estupida estupidos gilipollas cabron puta escoria basura mentiroso
    mentirosa mentirosos traidor traidores cerdo cerdos rata ratas payaso payasos
    idioti stupido stupidi scemo cretino cretini stronzo stronzi puttana feccia bugiardo bugiardi traditore maiale maiali
    burro burra burros merda lixo nojento porco porcos palhaco palhacos
    idioot idioten sukkel sukkels trut eikel klootzak hoer tuig leugenaar verrader varken varkens
    идиот идиоты дурак дура тварь мразь сволочь""".split()
)
"""Common insults. On one side only they make abuse of a criticism."""

VIOLENT = frozenset(
    """kill kills killed killing die dies murder murdered hang hanged hanging shoot shot rape raped stab stabbed burn
    burned behead lynch lynched gas gassed bomb bombed drown strangle slaughter exterminate
    umbringen toten getotet stirb sterben verrecke verrecken hangen aufhangen erschiessen erschossen vergasen verbrennen
    tuer tue tuez creve crever mourir pendre pendez bruler bruler egorger matar mata maten morir muere ahorcar quemar
    uccidere uccidete ammazzare morire muori impiccare bruciare morrer morra enforcar queimar
    doden dood vermoorden vermoord sterf sterven ophangen verbranden убить убей сдохни умри""".split()
)
"""What is threatened. Never on one side only."""

POINTING = frozenset(
    """look read watch see link video article this here check please pls everyone now via source news share click
    lies lest liest schaut seht hier artikel quelle bitte regardez lisez voir ici lien lire article source
    mirad miren lean leer aqui enlace articulo fuente guardate leggete leggi qui fonte articolo vejam leiam aqui
    kijk lees hier bron artikel bekijk""".split()
)
"""What stands beside a link that somebody only passes on."""

VERBS_AFTER_A_NAME = frozenset(
    """is was has had can could must should will would needs deserves lied lies does did wants
    said says thinks knows goes keeps ist hat war muss soll sollte wird kann darf gehort lugt
    braucht will est doit devrait va ment peut merite es esta ha debe deberia va miente puede merece deve dovrebbe
    mente puo merita tem vai pode merece heeft moet mag zou kan liegt""".split()
)
"""An @name before one of these is whom the sentence is about; before others it is whom it is said to."""

ASKED = frozenset(
    """it this that these those you he she they we i there anyone anybody someone somebody everyone people your my his her
    our their u das dies er sie es ihr wir ich du jemand man vous tu il elle on nous ils je ca cela quelqu usted alguien
    esto eso questo qualcuno isso isto alguem voce het dit dat jij je u hij zij wij iemand""".split()
)
"""After such a verb and before one of these it is a question: is this so?"""

BEFORE_A_TARGET = frozenset(
    """fire sack jail arrest support oppose hate love vote for against with without by of from to about like trust
    thank thanks blame ban stop help follow ask tell and feuert verhaftet unterstutzt hasst wahlt
    gegen fur mit ohne von wie und ist virez contre pour avec sans de par et despidan contra por para con sin de y
    licenziate contro per con senza di e demitam com sem do da ontsla tegen voor zonder van en""".split()
)
"""An @name at the end, after one of these, belongs to the sentence."""

PREFIXES = (
    "un",
    "in",
    "im",
    "il",
    "ir",
    "dis",
    "mis",
    "non",
    "anti",
    "de",
    "des",
    "miss",
    "ent",
    "on",
    "s",
    "a",
    "ver",
    "counter",
)
"""One word with and without one of these says the opposite: agree and disagree, legal and illegal."""

SUFFIXES = ("less", "los", "lose", "loser", "loos", "free", "frei", "vrij")

CONTRACTED = {
    "cannot": "can not", "cant": "can not", "wont": "will not", "aint": "is not", "shant": "shall not",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "arent": "are not",
    "wasnt": "was not", "werent": "were not", "hasnt": "has not", "havent": "have not", "hadnt": "had not",
    "couldnt": "could not", "shouldnt": "should not", "wouldnt": "would not", "mustnt": "must not",
    "neednt": "need not", "mightnt": "might not", "dunno": "do not know", "noone": "no one",
    "im": "i am", "youre": "you are", "theyre": "they are", "ive": "i have", "youve": "you have", "thats": "that",
    "whats": "what", "hes": "he", "shes": "she", "theres": "there", "gonna": "going to", "wanna": "want to",
    "u": "you", "ur": "your", "r": "are", "n't": "not",
}  # fmt: skip
