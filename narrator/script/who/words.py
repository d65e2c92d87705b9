"""What is known of books: verbs of saying, titles, given names, what people are called.

English, and a little of others: see ``docs/speakers.md``.
"""

from __future__ import annotations

MALE_TITLES = frozenset(
    str.split(
        """
    mr mister sir lord uncle king prince duke earl count baron father papa brother master monsieur
    m grandfather grandpa señor don herr signor friar squire marquis abbé viscount pope mynheer
    """
    )
)
FEMALE_TITLES = frozenset(
    str.split(
        """
    mrs miss ms mme mlle lady aunt auntie madame mademoiselle madam mother mamma mama queen
    princess duchess countess baroness sister nurse dame grandmother grandma granny señora
    señorita frau fräulein signora signorina missis mistress marchioness
    """
    )
)
OTHER_TITLES = frozenset(
    str.split(
        """
    dr doctor prof professor captain capt colonel col major maj general gen lieutenant lieut
    sergeant sgt corporal admiral commander judge justice inspector constable officer detective
    reverend rev hon saint st president governor mayor senator bishop deacon dean comrade cousin
    old young little poor dear
    """
    )
)
TITLES = MALE_TITLES | FEMALE_TITLES | OTHER_TITLES
SOFT_TITLES = frozenset({"old", "young", "little", "poor", "dear"})
"""Words that go before a name without being a part of it."""

SAID = frozenset(
    str.split(
        """
    said say says cried cry cries replied replies asked asks answered answers exclaimed exclaims
    returned whispered whispers muttered mutters murmured murmurs shouted shouts continued added
    adds observed remarked repeated inquired enquired demanded declared began begins interrupted
    interposed rejoined retorted responded called calls suggested protested insisted pleaded
    begged urged agreed admitted announced explained commented growled grumbled snapped gasped
    groaned moaned sobbed sighed screamed shrieked yelled roared bellowed hissed laughed chuckled
    giggled grunted stammered stuttered faltered mumbled pursued resumed proceeded concluded
    ejaculated vociferated echoed objected assented confessed promised breathed wailed warned
    ventured volunteered assured affirmed stated persisted panted drawled barked croaked queried
    questioned reasoned mused pronounced quoth argued confirmed corrected ordered commanded
    complained acknowledged conceded coaxed soothed whimpered squeaked squealed thundered boomed
    mocked teased joked prompted finished told went-on broke-in burst-out cried-out called-out
    spoke spoke-up put-in struck-in chimed-in cut-in came wrote read sang quoted recited wept
    smiled nodded thought thinks wondered reflected rejoins interjected apologised apologized
    lamented sneered scoffed rasped piped quavered purred crooned advised reassured counselled
    dit répondit demanda murmura cria reprit ajouta écria chuchota hurla exclama répliqua
    dijo respondió preguntó gritó contestó exclamó murmuró añadió
    sagte fragte antwortete rief erwiderte flüsterte meinte schrie brüllte wisperte murmelte
    perguntou respondeu murmurou gritou exclamou replicou
    frågade sade svarade viskade ropade vroeg zei antwoordde fluisterde riep
    zapytał zapytała spytał spytała odpowiedział odpowiedziała powiedział powiedziała rzekł rzekła
    disse rispose chiese esclamò сказал сказала спросил спросила ответил ответила
    dachte pensa songea pensó подумал подумала pensò pensou pomyślał pomyślała
    прошептал прошептала шепнул шепнула крикнул крикнула закричал закричала воскликнул воскликнула
    """
    )
)
THOUGHT = frozenset(
    str.split(
        "thought thinks wondered wonders reflected reflects mused muses pondered ponders"
        " dachte overlegte pensa songea pensó подумал подумала pensò pensou pomyślał pomyślała"
    )
)
NOT_SAID = frozenset(
    str.split(
        """
    was were had has is are been being did does do could would should might must may can will shall
    red bed need indeed hundred sacred kindred
    """
    )
)
"""Words that end as a verb of the past does, or go before one, and say nothing."""

MALE_NOUNS = frozenset(
    str.split(
        """
    man gentleman boy lad fellow landlord clergyman priest vicar curate policeman constable sailor
    mariner soldier butler coachman footman porter waiter husband son father brother uncle nephew
    grandfather papa master lord king prince duke count baron jew beadle barber shopman carter
    cabman driver groom gardener squire monk friar youth chap bloke host workman labourer carpenter
    smith blacksmith fisherman ferryman watchman huntsman salesman tradesman schoolmaster
    undertaker stationmaster englishman frenchman german pole russian scotchman irishman
    american negro captain colonel major general lieutenant sergeant admiral inspector judge
    magistrate bishop thief burglar robber officer surgeon doctor lawyer attorney
    """
    )
)
FEMALE_NOUNS = frozenset(
    str.split(
        """
    woman lady girl lass maid maidservant housekeeper landlady wife daughter mother sister aunt
    niece grandmother mamma mistress queen princess duchess countess baroness widow matron nurse
    governess hostess bride nun schoolmistress washerwoman charwoman barmaid waitress dame spinster
    heroine englishwoman frenchwoman parlourmaid housemaid
    """
    )
)
OTHER_NOUNS = frozenset(
    str.split(
        """
    child servant cook stranger visitor guest patient client teacher professor artist
    poet painter musician pianist clerk agent manager banker merchant baker butcher tailor
    innkeeper shopkeeper messenger traveller tramp beggar prisoner voice speaker writer author
    cousin friend companion pupil student neighbour tenant cripple invalid nobleman narrator
    old young other elder younger eldest youngest
    """
    )
)
PERSON_NOUNS = MALE_NOUNS | FEMALE_NOUNS | OTHER_NOUNS

VAGUE_NOUNS = frozenset(
    str.split(
        """
    man woman boy girl gentleman lady child stranger voice fellow lad lass chap youth visitor guest
    other young old elder younger companion friend
    """
    )
)
"""Nouns that mean somebody who has a name as often as somebody who has none."""

MALE_CALLS = frozenset(str.split("sir papa father dad daddy mister uncle gentlemen sire lad boy"))
FEMALE_CALLS = frozenset(
    str.split("madam ma'am ma’am mamma mama mother mum miss madame mademoiselle aunt auntie lass")
)

NOT_NAMES = frozenset(
    str.split(
        """
    a after again ah alas all although an and another any anybody anyone anything as at because
    before besides both but by each either even every everybody everyone everything finally
    first for from he hello hence her here hers him his how however i if in indeed instead it
    its just last lastly later many maybe me meanwhile mine more moreover most my neither never
    next no nobody none nor not nothing now of oh on once one only or other others our ours out
    perhaps presently she should since so some somebody someone something soon still suddenly
    than that the their theirs them then there therefore these they this those though three thus
    till to today tomorrow two unless until upon was we well were what whatever when whenever
    where whereupon whether which while who whoever whom whose why with without yes yesterday
    yet you your monday tuesday wednesday thursday friday saturday sunday january february march
    april june july august september october november december god heaven heavens lord lordship
    ladyship majesty highness english french german russian american italian spanish latin greek
    scotch irish welsh dutch chinese indian roman christmas easter bible christian sabbath chapter
    book part volume providence nature devil satan hell london paris england france america
    europe rome africa india scotland ireland germany russia italy spain australia i'm i'll i've
    i'd it's that's don't can't won't ay aye eh ha hush bah pooh hullo halloo hallo good goodbye
    thank thanks pray come go let do did is are am be have has had can could may might must shall
    will would look see tell say said please street road square hall house park lane church sir
    madam ma'am dear gracious tut hum humph nay ye thy thou o'clock whose mr mrs miss dr st
    above across along among around behind below beneath beside between beyond down during inside
    into near off over past round through throughout toward towards under up with within a.d b.c p.s
    meantime says said quoth
    """
    )
)

NICKNAMES = {
    nick: full
    for line in str.splitlines(
        """elizabeth lizzy eliza lizzie beth betsy betty bess bessy bet liza libby
    william will bill billy willy willie
    robert rob bob bobby robin
    richard dick dickie dickon rick
    thomas tom tommy
    john jack johnny jock
    james jim jimmy jem jamie
    edward ned ted teddy eddie
    henry harry hal
    charles charley charlie chas
    george georgy georgie
    joseph joe joey
    samuel sam sammy
    benjamin ben benny
    daniel dan danny
    david davy dave
    michael mike mick mickey
    matthew mat matt
    nicholas nick
    peter pete
    philip phil pip
    frederick fred freddy freddie
    francis frank
    anthony tony
    andrew andy
    alexander alec alex sandy alick
    albert bert bertie
    arthur art
    walter wat walt
    theodore theo
    timothy tim
    gilbert gil
    christopher kit chris
    lawrence larry
    leonard len
    margaret meg maggie peggy madge margery daisy
    mary molly polly may
    katherine kate kitty katy
    catherine cathy kate kitty
    anne annie nan anny
        nancy nance
    jane jenny janie
    helen nell nelly nellie
    ellen nell nelly
    eleanor nell nora
    susan sue susy susie
    susannah sue susy susie
    sarah sally sadie
    martha patty
    dorothy dolly dot dora
    charlotte lottie lotty
    caroline carrie
    florence flo florrie flossy
    harriet hatty harrie
    isabella bella
    louisa lou
    lucy lu
    matilda tilly
    penelope penny
    rebecca becky
    rose rosie
    victoria vicky
    wilhelmina mina minnie
    theresa tess terry
    philippa pip
    evelyn evie
    agnes aggie
    abigail abby
    emily em emmy
    emma em emmy
    josephine jo josie
    amelia milly amy
    alice ally
    gertrude gertie
    minerva minnie"""
    )
    for full, *nicks in [line.split()]
    for nick in nicks
}
"""Nickname → given name; of two, the one listed later."""

MALE_NAMES = frozenset(
    str.split(
        """
    иван пётр петр алексей дмитрий николай сергей михаил андрей александр владимир фёдор федор илья
    jacques louis françois miguel antonio luis diego franz hermann wilhelm friedrich marco paolo
    aaron abel abraham adam adolphus adrian alan albert alec alexander alexis alfred algernon allan
    ambrose andrew anthony archibald archie arnold arthur augustus barnaby barney bartholomew basil
    benjamin ben bernard bertie bill billy bob brian bruce cecil charles charley charlie
    christopher clarence claude clement colin conrad cuthbert cyril dan daniel david dennis derek
    dick donald douglas duncan ebenezer edgar edmund edward edwin eric ernest eugene evan ezra felix
    ferdinand francis frank fred frederick gabriel geoffrey george gerald gilbert giles
    godfrey gregory guy hal harold harry henry herbert hercules horace howard hubert hugh humphrey
    isaac ivan jack jacob jake james jason jasper jem jeremiah jerome jerry jim jimmy joe john
    jonathan jonas joseph joshua julian kenneth laurence lawrence leonard leonce leopold
    lewis lionel louis lucas luke marcus mark martin matthew maurice max michael mike miles moses
    nathan nathaniel ned neil nicholas nick nicodemus nigel noah noel norman oliver oscar owen
    patrick paul percy peter phil philip pip ralph randolph raymond reginald richard robert robin
    roger roland ronald rufus rupert samuel saul sebastian septimus sherlock silas simon
    solomon stephen steven sydney ted teddy thaddeus theodore thomas tim timothy tobias toby tom
    tommy tony valentine vernon victor vincent walter wilfred will william abe hector hugo
    boris dmitri fyodor igor mikhail nikolai pavel pyotr sergei vladimir antoine henri jacques jean
    pierre rene carlo giovanni giuseppe luigi pietro carlos juan pedro hans heinrich karl otto fritz
    """
    )
)
FEMALE_NAMES = frozenset(
    str.split(
        """
    анна мария наташа наталья ольга татьяна елена екатерина софья соня дарья варвара ирина лиза
    jeanne thérèse geneviève amélie chloé carmen isabel lucía ana gretchen ingrid ursula francesca
    abigail ada adela adele adelaide agatha agnes alice alma amanda amelia amy angela ann anna anne
    annie antonia arabella audrey augusta barbara beatrice becky belinda bella bertha bess bessie
    betsy betty blanche brenda bridget camilla carol caroline carrie cassandra catherine cecilia
    celia charlotte charity christina clara clarissa claudia constance cora cordelia cynthia daisy
    daphne deborah delia diana dinah dora doris dorothea dorothy edith edna effie eileen elaine
    eleanor eliza elizabeth ella ellen elsie emily emma esther ethel eugenia eunice eva eve evelyn
    evie fanny felicity flora florence frances georgiana gertrude gladys gloria grace gwendolen
    hannah harriet helen henrietta hester hetty hilda honor ida irene iris isabel isabella ivy jane
    janet jemima jennie jenny jessie joan josephine joyce judith julia juliet june kate katharine
    katherine kathleen kitty laura lavinia leah leonora lettice lily lizzie lizzy lois lottie
    louisa louise lucinda lucy lydia mabel madeline madge maggie marcia margaret margery margot
    maria marian marianne marie marilla marion marjorie martha mary matilda maud maude may meg mercy
    mildred millicent milly minnie miranda miriam molly monica muriel myra nan nancy nance naomi
    nell nellie nelly nina nora norah olive olivia ophelia pamela patience patty pauline pearl
    penelope phoebe phyllis polly priscilla prudence rachel rebecca rhoda rosa rosalind rosamund
    rose rosemary rosie ruby ruth sally sarah selina sophia sophie stella susan susannah sylvia tess
    theresa thomasin tilly ursula vera victoria viola violet virginia winifred nastasya
    natasha olga polina sonia tatiana jeanne marguerite therese lucia adele greta gretchen elsa
    """
    )
)
