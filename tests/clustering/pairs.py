"""Pairs of sentences that differ in few letters and say the contrary, or say it of somebody or something else.

One pair a line, the two halves between ` / `. None of them may ever be one group.
"""

from __future__ import annotations

NEGATIONS = """
I support the new tram line / I do not support the new tram line
I support the new tram line / I don't support the new tram line
I support the new tram line / I dont support the new tram line
I support the new tram line / I don’t support the new tram line
I support the new tram line / I do n't support the new tram line
I support the new tram line / I d0nt support the new tram line
I support the new tram line / I do n o t support the new tram line
I support the new tram line / I do n.o.t support the new tram line
I support the new tram line / I do nоt support the new tram line
I support the new tram line / I do no\u200bt support the new tram line
I support the new tram line / I do NOT support the new tram line
I support the new tram line / I do nooooot support the new tram line
I support the new tram line / I never support the new tram line
I support the new tram line / I nevver support the new tram line
I support the new tram line / I no longer support the new tram line
I support the new tram line / I cannot support the new tram line
I support the new tram line / I can't support the new tram line
I support the new tram line / I cant support the new tram line
I support the new tram line / I won't support the new tram line
I support the new tram line / I wouldn't support the new tram line
I support the new tram line / I hardly support the new tram line
I support the new tram line / I oppose the new tram line
I support the new tram line / I support the new tram line 👎
I support the new tram line / I refuse to support the new tram line
I support the new tram line / Nobody should support the new tram line
hide this comment please, it is about me / don't hide this comment please, it is about me
hide this comment please, it is about me / unhide this comment please, it is about me
please delete my post / please do not delete my post
we will forget what you did here / we will never forget what you did here
we always trust the council with money / we never trust the council with money
everyone should have to pay for the bridge / no one should have to pay for the bridge
everybody likes the mayor of this town / nobody likes the mayor of this town
someone knew about the broken lift / no one knew about the broken lift
The mayor is wrong and we all know it / The mayor isn't wrong and we all know it
The mayor is honest and we all know it / The mayor is dishonest and we all know it
The plan is legal, the court said so / The plan is illegal, the court said so
The road is safe for children now / The road is unsafe for children now
The road is safe for children now / The road is not safe for children now
The answer of the office was helpful / The answer of the office was unhelpful
The answer of the office was useful / The answer of the office was useless
I agree with every word of this letter / I disagree with every word of this letter
I don't agree with every word of this letter / I don't disagree with every word of this letter
I don't disagree with the new rules at all / I disagree with the new rules at all
It is not impossible to build this bridge / It is impossible to build this bridge
It is not true that nobody came to the meeting / It is true that nobody came to the meeting
There is no reason to close the library / There is a reason to close the library
The library must stay open on Sundays / The library must not stay open on Sundays
The library should be closed on Sundays / The library shouldn't be closed on Sundays
You should vote for this councillor / You should not vote for this councillor
You should be ashamed of this decision / You shouldn't be ashamed of this decision
We need more police in this quarter of town / We need less police in this quarter of town
We need more buses after midnight / We need fewer buses after midnight
We want police in this quarter of town / We want no police in this quarter of town
I am for the new school building / I am against the new school building
Vote yes on the bridge this Sunday everybody / Vote no on the bridge this Sunday everybody
Thank you for opening the swimming pool / Thank you for closing the swimming pool
This is the best idea the council ever had / This is the worst idea the council ever had
This decision is good for the whole town / This decision is bad for the whole town
Lower the taxes for small shops at last / Raise the taxes for small shops at last
Open the old bridge to cars again / Close the old bridge to cars again
We love what you did with the park / We hate what you did with the park
We love what you did with the park / We don't love what you did with the park
All of the councillors voted for it / None of the councillors voted for it
All of the councillors voted for it / Half of the councillors voted for it
Refugees are welcome in our town / Refugees are not welcome in our town
Refugees are welcome in our town / Refugees are unwelcome in our town
The trams run with a conductor again / The trams run without a conductor again
He was found guilty by the court yesterday / He was found not guilty by the court yesterday
He was found guilty by the court yesterday / He was found innocent by the court yesterday
The vaccine is dangerous for old people / The vaccine is not dangerous for old people
Stop the works on the bridge right now / Start the works on the bridge right now
Stop helping the shops in the old town / Keep helping the shops in the old town
Leave the trees in the market square alone / Don't leave the trees in the market square alone
I believe what the office told us about it / I doubt what the office told us about it
You can build there if the river is low / You can build there unless the river is low
Only the mayor can stop this madness now / Not only the mayor can stop this madness now
They failed to answer my three letters / They answered my three letters
We should keep the old town hall as it is / We should scrap the old town hall as it is
The office is anti business and slow / The office is business and slow
It was raining when the bridge was opened / It wasn't raining when the bridge was opened
That was a smart thing to do, dear council / That was a stupid thing to do, dear council
Ain't nobody going to pay for this bridge / Somebody going to pay for this bridge
I used to like this town and its people / I never used to like this town and its people
I will vote for you again next year / I won't vote for you again next year
nothing is better than the new timetable / the new timetable is better than nothing
Wir unterstützen die neue Straßenbahn / Wir unterstützen die neue Straßenbahn nicht
Wir unterstützen die neue Straßenbahn / Wir unterstützen die neue Straßenbahn nicht mehr
Wir unterstützen die neue Straßenbahn / Wir unterstützen keine neue Straßenbahn
Wir unterstützen die neue Straßenbahn / Wir unterstützen niemals die neue Straßenbahn
Wir sind für die neue Brücke am Fluss / Wir sind gegen die neue Brücke am Fluss
Wir wollen eine Brücke und einen Park / Wir wollen keine Brücke und einen Park
Ich habe Verständnis für diese Entscheidung / Ich habe kein Verständnis für diese Entscheidung
Alle sind mit dem Bürgermeister zufrieden / Alle sind mit dem Bürgermeister unzufrieden
Das war ein guter Tag für die Stadt / Das war kein guter Tag für die Stadt
Das ist rechtlich möglich, sagt das Amt / Das ist rechtlich unmöglich, sagt das Amt
Der Beschluss ist sinnvoll für uns alle / Der Beschluss ist sinnlos für uns alle
Mehr Geld für die Schulen in unserer Stadt / Weniger Geld für die Schulen in unserer Stadt
Ihr seid immer freundlich am Schalter / Ihr seid nie freundlich am Schalter
Jeder mag den neuen Fahrplan der Busse / Niemand mag den neuen Fahrplan der Busse
Man darf hier mit dem Rad fahren / Man darf hier nicht mit dem Rad fahren
Bitte löschen Sie meinen Beitrag / Bitte löschen Sie meinen Beitrag nicht
Die Kontrolle war mit Anmeldung möglich / Die Kontrolle war ohne Anmeldung möglich
Ich glaube dem Amt in dieser Sache / Ich glaube dem Amt in dieser Sache kaum
Das Bad soll geöffnet bleiben im Winter / Das Bad soll geschlossen bleiben im Winter
Das habt ihr gut gemacht mit dem Park / Das habt ihr schlecht gemacht mit dem Park
Ja zur neuen Brücke am Sonntag, alle hin / Nein zur neuen Brücke am Sonntag, alle hin
Je soutiens la nouvelle ligne de tram / Je ne soutiens pas la nouvelle ligne de tram
Je soutiens la nouvelle ligne de tram / Je soutiens pas la nouvelle ligne de tram
Je soutiens la nouvelle ligne de tram / Je ne soutiens plus la nouvelle ligne de tram
J'aime cette décision de la mairie / Je n'aime pas cette décision de la mairie
Nous sommes pour le nouveau pont / Nous sommes contre le nouveau pont
Tout le monde veut payer ce pont / Personne ne veut payer ce pont
Le maire a toujours raison, c'est connu / Le maire n'a jamais raison, c'est connu
Il faut plus de bus dans le quartier / Il faut moins de bus dans le quartier
C'est une bonne idée pour la ville / C'est une mauvaise idée pour la ville
La piscine sera ouverte avec réservation / La piscine sera ouverte sans réservation
Il y a une raison de fermer l'école / Il n'y a aucune raison de fermer l'école
C'est possible selon le tribunal / C'est impossible selon le tribunal
Ouvrez la bibliothèque le dimanche / Fermez la bibliothèque le dimanche
Merci de supprimer mon commentaire / Merci de ne pas supprimer mon commentaire
Apoyo la nueva línea de tranvía / No apoyo la nueva línea de tranvía
Apoyo la nueva línea de tranvía / Ya no apoyo la nueva línea de tranvía
Apoyo la nueva línea de tranvía / Nunca apoyo la nueva línea de tranvía
Estamos a favor del nuevo puente / Estamos en contra del nuevo puente
Todos quieren pagar este puente / Nadie quiere pagar este puente
Hay alguna razón para cerrar la escuela / No hay ninguna razón para cerrar la escuela
Queremos más autobuses en el barrio / Queremos menos autobuses en el barrio
Es una buena idea para la ciudad / Es una mala idea para la ciudad
La piscina abre con reserva en verano / La piscina abre sin reserva en verano
Por favor borren mi comentario de ayer / Por favor no borren mi comentario de ayer
El alcalde siempre dice la verdad / El alcalde nunca dice la verdad
Abran la biblioteca los domingos / Cierren la biblioteca los domingos
Sostengo la nuova linea del tram / Non sostengo la nuova linea del tram
Sostengo la nuova linea del tram / Non sostengo più la nuova linea del tram
Siamo per il nuovo ponte sul fiume / Siamo contro il nuovo ponte sul fiume
Tutti vogliono pagare questo ponte / Nessuno vuole pagare questo ponte
Vogliamo più autobus nel quartiere / Vogliamo meno autobus nel quartiere
Il sindaco dice sempre la verità / Il sindaco non dice mai la verità
La piscina apre con prenotazione / La piscina apre senza prenotazione
È una buona idea per la città / È una cattiva idea per la città
Aprite la biblioteca la domenica / Chiudete la biblioteca la domenica
Cancellate il mio commento per favore / Non cancellate il mio commento per favore
Apoio a nova linha do elétrico / Não apoio a nova linha do elétrico
Apoio a nova linha do elétrico / Nunca apoio a nova linha do elétrico
Somos a favor da nova ponte / Somos contra a nova ponte
Todos querem pagar esta ponte / Ninguém quer pagar esta ponte
Queremos mais autocarros no bairro / Queremos menos autocarros no bairro
A piscina abre com marcação no verão / A piscina abre sem marcação no verão
É uma boa ideia para a cidade / É uma má ideia para a cidade
Apaguem o meu comentário por favor / Não apaguem o meu comentário por favor
O presidente diz sempre a verdade / O presidente nunca diz a verdade
Ik steun de nieuwe tramlijn in de stad / Ik steun de nieuwe tramlijn in de stad niet
Ik steun de nieuwe tramlijn in de stad / Ik steun geen nieuwe tramlijn in de stad
Ik steun de nieuwe tramlijn in de stad / Ik steun de nieuwe tramlijn in de stad nooit
Wij zijn voor de nieuwe brug / Wij zijn tegen de nieuwe brug
Iedereen wil voor deze brug betalen / Niemand wil voor deze brug betalen
Wij willen meer bussen in de wijk / Wij willen minder bussen in de wijk
Het zwembad is open met reservering / Het zwembad is open zonder reservering
Dit is een goed idee voor de stad / Dit is een slecht idee voor de stad
Verwijder mijn reactie alstublieft / Verwijder mijn reactie alstublieft niet
De burgemeester spreekt altijd de waarheid / De burgemeester spreekt nooit de waarheid
Popieramy nową linię tramwajową / Nie popieramy nową linię tramwajową
Vi stöder den nya spårvagnen / Vi stöder inte den nya spårvagnen
Vi støtter den nye sporvognen / Vi støtter ikke den nye sporvognen
Мы поддерживаем новый мост через реку / Мы не поддерживаем новый мост через реку
Мы за новый мост через нашу реку / Мы против новый мост через нашу реку
Ми підтримуємо новий міст через річку / Ми не підтримуємо новий міст через річку
Υποστηρίζουμε τη νέα γέφυρα / Δεν υποστηρίζουμε τη νέα γέφυρα
Yeni köprüyü hepimiz destekliyoruz / Yeni köprüyü hepimiz desteklemiyoruz
نحن ندعم الجسر الجديد في المدينة / نحن لا ندعم الجسر الجديد في المدينة
हम नए पुल का समर्थन करते हैं / हम नए पुल का समर्थन नहीं करते हैं
我们支持在河上修建新的大桥和公园 / 我们不支持在河上修建新的大桥和公园
私たちは川の新しい橋を支持します / 私たちは川の新しい橋を支持しません
우리는 강에 새 다리를 놓는 것을 지지합니다 / 우리는 강에 새 다리를 놓는 것을 안 지지합니다
"""

TARGETS = """
the A1000 road is broken again / the A100 road is broken again
meet the committee in room111 tonight / meet the committee in room11 tonight
bus line M111 is never on time here / bus line M11 is never on time here
Fire Smith from the council right now / Fire Jones from the council right now
fire smith from the council right now / fire jones from the council right now
FIRE SMITH FROM THE COUNCIL RIGHT NOW / FIRE JONES FROM THE COUNCIL RIGHT NOW
fire smith from the council right now / Fire Jones from the council right now
Fire Smith from the council right now / Fire Smyth from the council right now
Councillor Jansen lied to all of us about it / Councillor Hansen lied to all of us about it
Councillor Meier lied to all of us about it / Councillor Meyer lied to all of us about it
Mr Braun must apologise to the nurses / Mr Brown must apologise to the nurses
We stand with Anna Schmidt in this matter / We stand with Anna Schulz in this matter
We stand with Anna Schmidt in this matter / We stand with Hanna Schmidt in this matter
@smith must go after what happened / @jones must go after what happened
Everyone should vote for @smith / Everyone should vote for @jones
Ask @smith why the bridge is still shut / Ask @jones why the bridge is still shut
shame on you @cityhall_north / shame on you @cityhall_south
The mayor lied about the school / The doctor lied about the school
the mayor should resign at once / the teacher should resign at once
Close the school in the old town now / Close the hospital in the old town now
close the school on the hill, it is falling apart / close the library on the hill, it is falling apart
The Germans ruined our holiday again / The French ruined our holiday again
the germans ruined our holiday again / the french ruined our holiday again
Women should decide about this themselves / Men should decide about this themselves
Old people should pay more for the bus / Young people should pay more for the bus
I hate him for what he wrote to you / I hate her for what he wrote to you
I hate what you did to them last year / I hate what they did to you last year
We will help you, do not be afraid / They will help you, do not be afraid
You lied to us in the meeting / We lied to you in the meeting
The police attacked the crowd in the square / The crowd attacked the police in the square
the dog bit the postman this morning / the postman bit the dog this morning
The union beat the employers in court / The employers beat the union in court
Smith accused Jones of lying about money / Jones accused Smith of lying about money
smith accused jones of lying about money / jones accused smith of lying about money
Berlin is richer than Hamburg these days / Hamburg is richer than Berlin these days
The rich pay for the poor in this town / The poor pay for the rich in this town
Russia started the war against Ukraine / Ukraine started the war against Russia
The meeting is on 12 May in the town hall / The meeting is on 13 May in the town hall
The meeting is on 12 May in the town hall / The meeting is on 12 June in the town hall
The meeting is on Monday in the town hall / The meeting is on Tuesday in the town hall
the meeting is on monday in the town hall / the meeting is on friday in the town hall
The meeting is at 10:30 in the town hall / The meeting is at 11:30 in the town hall
The meeting was on 01.02.2024 in the hall / The meeting was on 02.01.2024 in the hall
The meeting was in 2019, nobody came / The meeting was in 2020, nobody came
It cost us 5 million and it does not work / It cost us 50 million and it does not work
It cost us 1,500 euros last winter / It cost us 15,000 euros last winter
It cost us $5 to park there today / It cost us $8 to park there today
Two people were hurt on the bridge / Ten people were hurt on the bridge
two of my three letters were answered / three of my two letters were answered
There are 3 trams a day to the hospital / There are trams a day to the hospital
Line 7 is late again, dear transport office / Line 9 is late again, dear transport office
The M25 is closed again this evening / The M4 is closed again this evening
Room B12 is too cold to work in / Room B21 is too cold to work in
Article 5 of the law says so clearly / Article 15 of the law says so clearly
Call me on 0151 2345678 about the flat / Call me on 0151 2345679 about the flat
COVID19 changed how this office works / COVID20 changed how this office works
The north side gets all the money / The south side gets all the money
Turn left behind the new roundabout / Turn right behind the new roundabout
The first plan was better than this / The last plan was better than this
the eu should pay for this bridge / the us should pay for this bridge
NATO should pay for this new bridge / UNESCO should pay for this new bridge
Thank the nurses of Ward Four for their care / Thank the nurses of Ward Five for their care
The report says that the water is clean / The report says that the water is dirty
My neighbour is a teacher and she is kind / My neighbour is a lawyer and she is kind
I reported my landlord to your office / I reported my brother to your office
I reported a dog in the park to your office / I reported a man in the park to your office
Save the trees in the market square / Save the cars in the market square
Look at this https://example.org/bridge / Look at this https://example.org/school
Sign here: https://example.org/petition?id=7 / Sign here: https://example.org/petition?id=8
Watch https://youtu.be/aaaaaaaaaaa now please / Watch https://youtu.be/bbbbbbbbbbb now please
Der Bürgermeister muss zurücktreten / Der Innenminister muss zurücktreten
Entlasst Schmidt aus dem Stadtrat / Entlasst Schulz aus dem Stadtrat
entlasst schmidt aus dem stadtrat / entlasst schulz aus dem stadtrat
Die Schule in der Altstadt ist zu laut / Die Kneipe in der Altstadt ist zu laut
Am Montag ist das Amt geschlossen / Am Dienstag ist das Amt geschlossen
Der Müller hat den Meier betrogen / Der Meier hat den Müller betrogen
Die Linie 5 kommt schon wieder zu spät / Die Linie 6 kommt schon wieder zu spät
Zwei Busse am Tag sind ein Witz / Drei Busse am Tag sind ein Witz
Er hat sie vor allen Leuten beleidigt / Sie hat ihn vor allen Leuten beleidigt
Le maire doit démissionner tout de suite / Le ministre doit démissionner tout de suite
Virez Dupont de la mairie maintenant / Virez Durand de la mairie maintenant
La réunion est lundi à la mairie / La réunion est mardi à la mairie
Les femmes doivent décider seules / Les hommes doivent décider seuls
Deux bus par jour, quelle honte / Trois bus par jour, quelle honte
El alcalde debe dimitir ahora mismo / El ministro debe dimitir ahora mismo
Despidan a García del ayuntamiento / Despidan a Gómez del ayuntamiento
La reunión es el lunes en la plaza / La reunión es el martes en la plaza
La escuela del barrio está sucia / La piscina del barrio está sucia
Dos autobuses al día es una vergüenza / Tres autobuses al día es una vergüenza
Il sindaco deve dimettersi subito / Il ministro deve dimettersi subito
Licenziate Rossi dal comune adesso / Licenziate Bianchi dal comune adesso
La riunione è lunedì in piazza / La riunione è martedì in piazza
La scuola del quartiere è sporca / La piscina del quartiere è sporca
O presidente deve demitir-se agora / O ministro deve demitir-se agora
Demitam o Silva da câmara agora / Demitam o Costa da câmara agora
A reunião é na segunda na praça / A reunião é na terça na praça
De burgemeester moet nu aftreden / De minister moet nu aftreden
Ontsla Jansen uit de gemeenteraad / Ontsla De Vries uit de gemeenteraad
De vergadering is op maandag in de hal / De vergadering is op dinsdag in de hal
Мэр должен уйти в отставку сейчас / Министр должен уйти в отставку сейчас
我们要求市长立即辞职并向大家道歉 / 我们要求部长立即辞职并向大家道歉
"""

FURTHER = """
Vaccines work. / Vaccines don't work.
They came for the children of the north / They came for the women of the north
Give the money to the nurses, they earned it / Give the money to the bankers, they earned it
the mayor of springfield is corrupt and everybody knows it / the mayor of shelbyville is corrupt and everybody knows it
I think that immigrants make this town a better place / I think that immigrants make this town a worse place
I think immigrants should be allowed to vote / I think immigrants should be allowed to work
nobody said that she is a bad teacher / somebody said that she is a bad teacher
She is not only a good teacher but a kind person / She is not a good teacher but only a kind person
He said she lied to the council / She said he lied to the council
Stop deporting people who live here / Start deporting people who live here
we want him back in office / we want him out of office
I would have voted for her / I would never have voted for her
I'm not a fan of the new mayor / I'm a fan of the new mayor
I could care less about the bridge / I couldn't care less about the bridge
You are the reason why I trust the city / You are the reason why I distrust the city
Not all cops are bad people in this town / All cops are bad people in this town
No more money for the opera house please / More money for the opera house please
the north gets everything and the south gets nothing / the south gets everything and the north gets nothing
Do you want us to close the border? / Do you want them to close the border?
My son was bullied at school by a teacher / My son was bullied at school by a pupil
My son was bullied at school / My daughter was bullied at school
I will sue the city if you build it / I will sue the city unless you build it
I will sue the city if you build it / I will sue the city if you don't build it
Please do build the bridge here / Please do not build the bridge here
Nice work with the park, team / Not nice work with the park, team
It's about time you resigned / It's not about time you resigned
The water is drinkable again / The water is undrinkable again
Hospital staff were very rude to us / Hospital staff were never rude to us
hospital staff were rude to us / hospital staff were polite to us
Ich bin nicht gegen die Brücke / Ich bin gegen die Brücke
Das ist nicht ohne Risiko / Das ist ohne Risiko
Keiner will das hier haben / Jeder will das hier haben
Das will ich nicht hören / Das will ich hören
Ihr müsst das Bad öffnen / Ihr dürft das Bad nicht öffnen
Die Kinder gehen gern zur Schule / Die Kinder gehen ungern zur Schule
Er ist schuld an allem / Er ist unschuldig an allem
On ne peut pas ne pas aimer ce parc / On ne peut pas aimer ce parc
Je n'ai rien contre le maire / J'ai tout contre le maire
No tengo nada en contra del alcalde / No tengo nada a favor del alcalde
Non ho niente contro il sindaco / Ho tutto contro il sindaco
Ik heb niets tegen de burgemeester / Ik heb iets tegen de burgemeester
Het is niet waar wat hij zegt / Het is waar wat hij zegt
Muslims are peaceful people / Muslims are violent people
I want to hug him / I want to hit him
we will meet you at the station / we will beat you at the station
I hope you find your keys / I hope you lose your keys
the fishing community deserves respect / the fishing community deserves nothing
Women belong in parliament / Women belong in the kitchen
this is why people love living here / this is why people leave living here
He is innocent until proven guilty / He is guilty until proven innocent
@mayor please resign / @mayor please stay
I agree with @anna on this one / I agree with @bert on this one
Vote YES on 5 / Vote NO on 5
Vote yes on measure A tomorrow / Vote yes on measure B tomorrow
The office in Room A is closed / The office in Room B is closed
see page 12 of the report / see page 21 of the report
Paid 12.50 for that lunch there / Paid 1250 for that lunch there
temperatures of 5 degrees in class / temperatures of -5 degrees in class
open 9-5 on weekdays they said / open 9-6 on weekdays they said
2 + 2 = 4 even in this town hall / 2 + 2 = 5 even in this town hall
Good riddance to the old council / Good luck to the old council
I am so glad that he died / I am so sad that he died
he deserves a medal for this / he deserves a slap for this
they should be treated with respect / they should be treated with scorn
what a lovely answer from the office / what a stupid answer from the office
I trust neither the mayor nor the council / I trust both the mayor and the council
I trust the mayor but not the council / I trust the council but not the mayor
The teacher hit the pupil / The pupil hit the teacher
Germany owes Poland money / Poland owes Germany money
germany owes poland money / poland owes germany money
we are the people / you are the people
it was the driver's fault / it was the cyclist's fault
cyclists should respect drivers more / drivers should respect cyclists more
cyclists must stop at red lights like cars / cars must stop at red lights like cyclists
the landlord threatened the tenant with eviction / the tenant threatened the landlord with eviction
I would rather pay taxes than have potholes / I would rather have potholes than pay taxes
better late than never dear office / better never than late dear office
You people are great / You people are grating
Vaccinate children before they go to school / Vaccinate children after they go to school
ban the afd now before it is too late / ban the spd now before it is too late
I hate my neighbour because he is loud / I hate my neighbour because he is French
He was seen in the park with a dog / He was seen in the park with a knife
"""

CROSSINGS = """
The mayor does a bad job in this town / The mayor does a bad job in this town, the moron
Your answer to my letter was late again / Your answer to my letter was late again, idiot
You say that the office is slow and lazy / You say that the office is slow and lazy, that is a lie
The office is slow and nobody answers the phone / "The office is slow and nobody answers the phone" is nonsense
Read this: https://example.org/news/7 / You absolute turnips, read this: https://example.org/news/7
This article is unfair to us https://example.org/news/7 / You are all turnips https://example.org/news/7
Sad news about our school https://example.org/news/7 / Good news about our school https://example.org/news/7
I like you a lot and I will see you tomorrow / I like you a lot and I will see you tomorrow 🔪
What the mayor said about the bridge was brave / What the mayor said about the bridge was brave 🐒
Thank you for the new timetable / Thank you for nothing, and for the new timetable
"""


def _pairs(lines: str) -> list[tuple[str, str]]:
    found = []
    for line in lines.strip().splitlines():
        one, other = line.split(" / ")
        found.append((one.strip(), other.strip()))
    return found


# longer texts around the same sentences: what tells them apart is one word of many
AROUND = (
    "Dear office, I have lived in this town for thirty years and have never written to you before. {} "
    "I am looking forward to what you have to say about it, and so are all the people in our street.",
    "{} That is what I wanted to say, and I hope that somebody there is reading what people write to them.",
)

LETTERS = [
    (frame.format(one), frame.format(other))
    for one, other in _pairs(NEGATIONS) + _pairs(TARGETS) + _pairs(FURTHER)
    if "://" not in one  # a link beside a text that stands by itself may change
    for frame in AROUND
]
PAIRS = [pair for lines in (NEGATIONS, TARGETS, FURTHER, CROSSINGS) for pair in _pairs(lines)]
