"""A third part of the labelled lines, written by somebody who had read neither the search nor the other two parts.

Run once as it stood, before anything was mended for it: of the stretches with a format 153 of 178 were marked, of the
listed names 238 of 255, of the other names 85 of 89, and 2.8 % of the words outside were marked (0.6 % taken out).
Eight of those missed were slips of the labels (a title such as *Mr* counted in with the name), and the names of places,
languages and books stood among the innocent words; these slips were put right, one line was left out (a room in a
house), and the rest was mended by rules. 44 lines of this part were written after that and run once: 54 of 55
stretches found, no innocent word marked. It is held out no longer.
"""

from __future__ import annotations

THIRD_TEXT = r"""
format||My NHS number is «943 476 5919» and I know it by heart
format||nhs no «9434765919»
format||NHS: «943-476-5919».
format||«943.476.5919»
format||her nhs number «943/476/5919»
format||nhs number «nine four three four seven six five nine one nine» is «9434 765 919»
format||NHS number «943 476 5918» was wrong on the letter
format||they said it is «9434765918»
format||NHS No.«9434765919»
format||NHSnumber«9434765919»
format||«943 4765919»
format||«94 34 76 59 19» is her nhs number
format||nhs number «9 4 3 4 7 6 5 9 1 9»
format||nhs number: «nine four three, four seven six, five nine one nine»
format||nhs number «943  476  5919»
format||nhs number «943–476–5919»
format||nhs number «943 476 5919»
format||NHS «943\t476\t5919»
format||NHS No «943\n476 5919»
format||UPN «A123456789012»
format||upn «a123456789012»
format||UPN: «A12345678901B» is temporary
format||upn is «B80120000100L»
format||«T801200001001»
format||«A 1234 5678 9012»
format||UPN «A123-4567-89012»
format||upn=«a12345678901b»
format||pupil number «Z123456789012» was typed
format||NI number «QQ 12 34 56 C»
format||ni no «qq123456c»
format||NINO:«AB123456D»
format||«AB 12 34 56 D»
format||«AB-12-34-56-D»
format||«ab 123456 d»
format||National Insurance «AB.12.34.56.D»
format||my insurance is «JG103759A»
format||NINO «JG 10 37 59»
format||national insurance number «DQ123456A» is not a real prefix
format||ni number «a b 1 2 3 4 5 6 d»
format||Postcode «PO1 2AB»
format||he lives at «po12ab»
format||«PO1  2AB» is ours
format||«SO14 7LP»
format||«W1A 1AA»
format||«EC1A 1BB»
format||«so147lp»
format||postcode is «PO12-2AB»
format||«P O 1 2 A B»
format||we are in «PO4» now
format||«SO15» is where the school is
format||«P01 2AB» with a nought
format||«PO1 2AB».
format||(«PO1 2AB»)
format||«Po5 3hq»,«Southsea»
format||«GIR 0AA»
format||«PO1\n2AB»
format||Call «07700 900 123»
format||call «07700900123» pls
format||txt me on «07700-900-123»
format||«07700.900.123»
format||«+447700900123»
format||«+44 7700 900123»
format||«+44 (0)7700 900123»
format||«0044 7700 900 123»
format||«(023) 9282 1234»
format||«023 9282 1234»
format||«02392 821234 ext 4»
format||«01329 123456»
format||«(01329) 123 456»
format||ring «9282 1234» and ask for me
format||phone «821234»
format||«0 7 7 0 0 9 0 0 1 2 3»
format||«oh seven seven double oh nine hundred one two three»
format||«07700 nine hundred 123»
format||«zero seven seven zero zero, nine zero zero, one two three»
format||my number is «077 009 001 23»
format||«O7700 900123» with a letter O
format||her mobile:«07700/900123»
format||«0800 1111» is ChildLine
format||wa «+353 87 123 4567»
format||«+48 601 234 567»
format||«+1 (415) 555-0132»
format||«07700 900\n123»
format||email «mum@example.org»
format||«j.smith+kids@sub.example.co.uk»
format||mail me «kid at example dot com»
format||«kid(at)example.com»
format||«kid [at] example [dot] org»
format||«KID@EXAMPLE.COM».
format||«o'neill@example.com»
format||«kid @ example.com»
format||«kid＠example.com»
format||«zoë@exämple.de»
format||snap is «@beans_on_toast99»
format||insta: «pinkunicorn2011»
format||«https://www.instagram.com/pinkunicorn2011»
format||«www.example.org/kids/33»
format||born «14/03/2011»
format||b. «14/03/2011»
format||DOB «14.3.11»
format||d.o.b. «14-03-11»
format||dob:«14032011»
format||DOB «2011-03-14»
format||date of birth «14 March 2011»
format||date of birth «14th of March 2011»
format||she was born on «the 14th of March twenty eleven»
format||her birthday is «the fourteenth of March»
format||her birthday is «14 March»
format||my bday is «3rd of june»
format||born «March 14th, 2011»
format||born «14 Mar '11»
format||born «Mar 14 2011»
format||born «14mar2011»
format||born «fourteenth March two thousand and eleven»
format||he was born on «3/4/12»
format||she turned 9 on «2 May»
format||i was 10 on «the second of may»
format||birthday's on «Christmas Day»
format||b «03.04.2012»
format||DOB «14 / 03 / 2011»
format||dob «14 3 2011»
format||dob «14 03 11»
format||dob «14\3\11»
format||(«14/03/2011»)
format||d.o.b «the 2nd Feb 2014»
format||due date «12/06/2025»
format||EDD «12th June»
format||he'll be eight on «the 21st of August»
format||born in «March 2011»
format||date of birth: «one four oh three twenty eleven»
format||«14/03/2011»
format||«2011/03/14»
format||«14.03.2011»
format||«14 March 2011»
format||«14th March '11»
format||born «Monday 14th March 2011»
format||born «14 marca 2011»
format||birthday: «first of January two thousand nine»
format||born «14 de marzo de 2011»
format||dob «14·03·2011»
format||dob «14–03–2011»
format||We live at «14 Kestrel Rd»
format||we live at «14 kestrel road» near the shop
format||«Flat 2, 9 High Street, Portsmouth»
format||«number 12 Albert Road» is the blue door
format||«the Old Rectory, Church Lane»
format||«Flat 3b, Mill House, Somers Rd, PO5 4AA»
format||he stays at «22a Queen's Crescent»
format||«7 St Mary's Close»
format||«Apartment 14, Gunwharf Quays»
format||«1-3 The Hard»
format||«Unit 4 Dock Street»
format||«14\nKestrel Road\nPortsmouth\nPO1 2AB»
format||up «Kestrel Avenue» by the bins
format||in «Arundel Way» all day
format||on «Fratton Road»
format||«Rose Cottage, The Street»
format||«14, Kestrel Road»
format||«No. 14 Kestrel Road»
format||«fourteen Kestrel Road»
format||«14 Kestrel Gdns»
format||«19 Beech Gr»
format||«5 The Green»
format||«33 Bishops Walk»
format||«12 Elm Park Terrace»
format||«house 8 Victoria Mews»
format||sort code «12-34-56» account «12345678»
format||reg «AB12 CDE»
format||passport «123456789»
format||hospital number «K1234567»
format||«LAC123456» is my case number
format||case ref «CIN/2024/00123»
format||ULN «1234567890»
format||IP «192.168.1.24»
format||card «4111 1111 1111 1111»
format||nhs: «943 476 591 9»
format||my NHS number's «9434765919»,ok?
format||pupil «X999123456789»
format||ni «PW 87 65 43 A»
format||ring nan «01983 555 123» or mum «07911 123456»
format||«(07700) 900-456»
format||office «+44(0)2392 345678 x12»
format||moved from «PO6 3AB» to «SO19 9XY»
format||birthday «7th Nov 2012»
format||bn «21/6/13»
format||she's 12 on «the ninth of December»
format||born on «2nd January, two thousand and twelve»
format||date of birth is «1.1.2015»
format||we live in «42 Acorn Drive», the top flat
format||«Flat 1, Ocean View, Clarence Parade, Southsea, PO5 2AA»
format||it's «3 Lower Mill Lane» innit
format||email «bob99@example.net» or «sam dot lee at example dot org»
format||i phoned «oh two three, nine two eight two, one two three four»
format||«nine four three four seven six five nine one nine» is my nhs
listed|Alfie Smith|«Alfie» said he don't like it when they shout
listed|Alfie Smith|«alfie» told me he wants to stay at his nan's
listed|Alfie Smith|«ALFIE» STOP SHOUTING
listed|Alfie Smith|i said to «Alfie», come on mate
listed|Alfie Smith|That is «Alfie»'s bed and he sleeps in it
listed|Alfie Smith|that's «Alfies» bed not mine
listed|Alfie Smith|the worker never asked «Alf» what he wanted
listed|Alfie Smith|«Alfi» cries when his dad goes
listed|Alfie Smith|«Aflie» cries when his dad goes
listed|Alfie Smith|«Allfie» cries at bedtime
listed|Alfie Smith|«Alfiie» hates the taxi
listed|Alfie Smith|«Alfie-Smith» was written on the board
listed|Alfie Smith|«A. Smith» has no bed of his own
listed|Alfie Smith|«A Smith» has no bed of his own
listed|Alfie Smith|«Alfie S» got sent out again
listed|Alfie Smith|«Alfie S.» got sent out again
listed|Alfie Smith|«A.S.» was seen alone on the second visit
listed|Alfie Smith|«AS» was seen alone on the second visit
listed|Alfie Smith|«A l f i e» is what he wrote on the door
listed|Alfie Smith|«A-l-f-i-e» he spelled it out for me
listed|Alfie Smith|«A.l.f.i.e» he spelled it out for me
listed|Alfie Smith|«Аlfie» said it was fine
listed|Alfie Smith|«Alﬁe» said it was fine
listed|Alfie Smith|«A1fie» is my username
listed|Alfie Smith|«@alfiesmith» blocked me
listed|Alfie Smith|my insta is «alfie.smith»
listed|Alfie Smith|«alfie_smith» sent me a pic
listed|Alfie Smith|«AlfieSmith» wrote his name with no gap
listed|Alfie Smith|«Smith, Alfie»: no voice recorded
listed|Alfie Smith|The «Smiths» are a loud family
listed|Alfie Smith|the «Smiths'» house is always cold
listed|Alfie Smith|«Smith's» mum came
listed|Alfie Smith|mrs «smith» next door gives us tea
listed|Alfie Smith|When he goes to bed it is «Alfie»
listed|Alfie Smith|dad and «Al\nfie» went out
listed|Alfie Smith|«Alfie\nSmith» lives in a flat
listed|Alfie Smith|«Alfie»🙂 is my best friend
listed|Alfie Smith|"«Alfie»," she said
listed|Alfie Smith|(«Alfie») was away
listed|Alfie Smith|*«Alfie»* was away
listed|Alfie Smith|«Alfie»/his brother went to nan
listed|Alfie Smith|«Àlfie» was written by hand
listed|Alfie Smith|«Álfíe» was written by hand
listed|Alfie Smith|«ＡＬＦＩＥ» was in wide letters
listed|Alfie Smith|«Al\zfie» has a hidden join in his name
listed|Siobhan O'Neill|«O'Neill» is what they call me
listed|Siobhan O'Neill|«O’Neill» is what they call me
listed|Siobhan O'Neill|«ONeill» is what they call me
listed|Siobhan O'Neill|«O Neill» is what they call me
listed|Siobhan O'Neill|«oneill» wrote it on his bag
listed|Siobhan O'Neill|«O'neil» was on the letter
listed|Siobhan O'Neill|«O´Neill» was on the letter
listed|Siobhan O'Neill|«Siobhán» never got told
listed|Siobhan O'Neill|«siobhan»s mum picks me up
listed|Siobhan O'Neill|«Shiobhan» never got told
listed|Siobhan O'Neill|«Siobahn» never got told
listed|Siobhan O'Neill|«Siobhan O'N» was asked twice
listed|Siobhan O'Neill|«S O'Neill» was asked twice
listed|Siobhan O'Neill|Ms «O'Neill» was asked twice
listed|Siobhan O'Neill|the «O'Neills» moved again
listed|Siobhan O'Neill|the «O'Neills'» dog bit me
listed|Siobhan O'Neill|«SIOBHAN O'NEILL» WAS ASKED
listed|Zoë|«Zoe» wants her own room
listed|Zoë|«Zoë» wants her own room
listed|Zoë|«zoë»'s room is damp
listed|Zoë|«Zoé» wants her own room
listed|Zoë|«Zoey» wants her own room
listed|Zoë|«ZOË» wants her own room
listed|Zoë|«ZOE» wants her own room
listed|Zoë|«Zo» wants her own room
listed|Zoë|«Zoes» room is damp
listed|Zoë|I miss «zoe»
listed|Mohammed Al-Hassan|«Mohammed» says the school is good
listed|Mohammed Al-Hassan|«Mohamed» says the school is good
listed|Mohammed Al-Hassan|«Muhammad» says the school is good
listed|Mohammed Al-Hassan|«Mohammad» says the school is good
listed|Mohammed Al-Hassan|«Mo» is my mate
listed|Mohammed Al-Hassan|«mo» is my mate, he lives upstairs
listed|Mohammed Al-Hassan|«Mohd» was on the list
listed|Mohammed Al-Hassan|«Al Hassan» was on the list
listed|Mohammed Al-Hassan|«AlHassan» was on the list
listed|Mohammed Al-Hassan|«al-hassan» was on the list
listed|Mohammed Al-Hassan|«Al‑Hassan» was on the list
listed|Mohammed Al-Hassan|«Hassan»'s dad rang
listed|Mohammed Al-Hassan|«Mohammed Al-Hasan» was on the list
listed|Mohammed Al-Hassan|«Mohammed Al–Hassan» was on the list
listed|Mohammed Al-Hassan|«M Al-Hassan» was on the list
listed|Mohammed Al-Hassan|«M. A-H.» was on the list
listed|Mohammed Al-Hassan|«El-Hassan» was on the list
listed|Nguyen Thi Mai|«Mai» does not like loud rooms
listed|Nguyen Thi Mai|«Nguyen» family asked for an interpreter
listed|Nguyen Thi Mai|«Nguyễn Thị Mai» asked for an interpreter
listed|Nguyen Thi Mai|«Nguyễn» asked for an interpreter
listed|Nguyen Thi Mai|«mai»'s little brother sleeps with her
listed|Nguyen Thi Mai|«Thi Mai» asked for an interpreter
listed|Nguyen Thi Mai|«Mai Nguyen» asked for an interpreter
listed|Nguyen Thi Mai|«NGUYEN», «Mai»: seen with mother
listed|Wójcik|Pani «Wójcik» said nobody rang
listed|Wójcik|«Wojcik» said nobody rang
listed|Wójcik|«wojcik»s said nobody rang
listed|Wójcik|«Wójcika» said nobody rang
listed|Wójcik|«Wòjcik» said nobody rang
listed|Wójcik|«Wojick» said nobody rang
listed|Wójcik|«Wo'jcik» said nobody rang
listed|Wójcik|«Wójcik» said nobody rang
listed|Łukasz Żak|«Lukasz» is quiet in class
listed|Łukasz Żak|«Łukasz» is quiet in class
listed|Łukasz Żak|«Zak» is quiet in class
listed|Łukasz Żak|«Żak» is quiet in class
listed|Łukasz Żak|«LUKASZ» is quiet in class
listed|Łukasz Żak|«Lucasz» is quiet in class
listed|Imogen St John-Smith|«Imogen» plays on her own
listed|Imogen St John-Smith|«Immy» plays on her own
listed|Imogen St John-Smith|«St John-Smith» was the name on the letter
listed|Imogen St John-Smith|«St. John Smith» was the name on the letter
listed|Imogen St John-Smith|«St John» was the name on the letter
listed|Imogen St John-Smith|«St.John-Smith» was the name on the letter
listed|Imogen St John-Smith|«st john smith» was the name on the letter
listed|Imogen St John-Smith|«Imo» plays on her own
listed|Imogen St John-Smith|«Imogen SJS» plays on her own
listed|Imogen St John-Smith|«Saint John-Smith» was the name on the letter
listed|Imogen St John-Smith|«StJohn-Smith» was the name on the letter
listed|Jo; Al; Bo|«Jo» came to see me and job was done, also «Joanna» was there
listed|Jo; Al; Bo|«jo» gave me a biscuit
listed|Jo; Al; Bo|«JO» gave me a biscuit
listed|Jo; Al; Bo|«Jo»'s car is red
listed|Jo; Al; Bo|we all went with «Al»
listed|Jo; Al; Bo|«Al» always takes us, all of us
listed|Jo; Al; Bo|«Bo» is my dog's name and my cousin too
listed|Jo; Al; Bo|«Bo», not «Bob», he is a boy
listed|Jo; Al; Bo|both of us like «Bo»
listed|Jo; Al; Bo|I went with «Jo»
listed|Jo; Al; Bo|and then «Jo».
listed|Will; May; Grace; Hope; Mark|«Will» will not come out of his room
listed|Will; May; Grace; Hope; Mark|I asked «Will» and he said no
listed|Will; May; Grace; Hope; Mark|«May» hid under the bed
listed|Will; May; Grace; Hope; Mark|in may I may see «May» again
listed|Will; May; Grace; Hope; Mark|«Grace» fell over
listed|Will; May; Grace; Hope; Mark|«Mark»'s teacher was kind
listed|Will; May; Grace; Hope; Mark|«Hope» said she has no hope left
listed|Elizabeth Taylor-Brown|«Lizzie» makes me laugh
listed|Elizabeth Taylor-Brown|«Liz» makes me laugh
listed|Elizabeth Taylor-Brown|«Beth» makes me laugh
listed|Elizabeth Taylor-Brown|«Betty» makes me laugh
listed|Elizabeth Taylor-Brown|«Eliza» makes me laugh
listed|Elizabeth Taylor-Brown|«Libby» makes me laugh
listed|Elizabeth Taylor-Brown|«Elisabeth» makes me laugh
listed|Elizabeth Taylor-Brown|«elizabeth» makes me laugh
listed|Elizabeth Taylor-Brown|«Elizabth» makes me laugh
listed|Elizabeth Taylor-Brown|«Taylor Brown» makes me laugh
listed|Elizabeth Taylor-Brown|Miss «Taylor-Browne» makes me laugh
listed|Elizabeth Taylor-Brown|«TaylorBrown» makes me laugh
listed|Elizabeth Taylor-Brown|«E. T-B.» was asked
listed|Elizabeth Taylor-Brown|«E.T.B.» was asked
listed|Elizabeth Taylor-Brown|«ETB» was asked
listed|Elizabeth Taylor-Brown|Mrs «Taylor» rang and so did the other «Brown»s
listed|Elizabeth Taylor-Brown|Little «Lizzy»'s tooth came out
listed|Elizabeth Taylor-Brown|«Elizabeth T-B» has a cold
listed|Alexander Christopher Hughes|«Alex» plays out late
listed|Alexander Christopher Hughes|«Xander» plays out late
listed|Alexander Christopher Hughes|«Sasha» plays out late
listed|Alexander Christopher Hughes|«Lex» plays out late
listed|Alexander Christopher Hughes|«Sandy» plays out late
listed|Alexander Christopher Hughes|«Chris» plays out late
listed|Alexander Christopher Hughes|«Kit» plays out late
listed|Alexander Christopher Hughes|«Topher» plays out late
listed|Alexander Christopher Hughes|«Hughsie» plays out late
listed|Alexander Christopher Hughes|«Alexx» plays out late
listed|Alexander Christopher Hughes|«Alxander» plays out late
listed|Alexander Christopher Hughes|«Alex H» plays out late
listed|Alexander Christopher Hughes|«A C Hughes» plays out late
listed|Alexander Christopher Hughes|«ACH» plays out late
listed|Alexander Christopher Hughes|«Hugh's» coat was wet
listed|Alexander Christopher Hughes|«Hughes's» coat was wet
listed|Alexander Christopher Hughes|«Hughes'» coat was wet
listed|Kayleigh-Mae Adeyemi|«Kayleigh-Mae» likes drawing
listed|Kayleigh-Mae Adeyemi|«Kayleigh Mae» likes drawing
listed|Kayleigh-Mae Adeyemi|«KayleighMae» likes drawing
listed|Kayleigh-Mae Adeyemi|«Kayleigh» likes drawing
listed|Kayleigh-Mae Adeyemi|«Kaylee» likes drawing
listed|Kayleigh-Mae Adeyemi|«Kayley» likes drawing
listed|Kayleigh-Mae Adeyemi|«Kay» likes drawing
listed|Kayleigh-Mae Adeyemi|«kayleigh mae»s pictures
listed|Kayleigh-Mae Adeyemi|«K-M» likes drawing
listed|Kayleigh-Mae Adeyemi|«Adeyemi's» pictures
listed|Kayleigh-Mae Adeyemi|«Adéyẹmí» likes drawing
listed|Kayleigh-Mae Adeyemi|«Adeymi» likes drawing
listed|Oluwaseun Okafor|«Seun» wants to go back to his foster carers
listed|Oluwaseun Okafor|«Oluwaseun» wants to go back
listed|Oluwaseun Okafor|«Okafor» wants to go back
listed|Oluwaseun Okafor|«Okaphor» wants to go back
listed|Oluwaseun Okafor|«Okafors» wants to go back
listed|Priya Kaur Singh|«Priya» is seven
listed|Priya Kaur Singh|«Pria» is seven
listed|Priya Kaur Singh|«priya kaur» is seven
listed|Priya Kaur Singh|«P K Singh» is seven
listed|Priya Kaur Singh|«PKS» is seven
listed|Priya Kaur Singh|«Kaur»'s shoes are too small
listed|Priya Kaur Singh|«Priya's» shoes are too small
listed|Jean-Luc D'Souza|«Jean Luc» said nobody listens
listed|Jean-Luc D'Souza|«Jeanluc» said nobody listens
listed|Jean-Luc D'Souza|«J-L» said nobody listens
listed|Jean-Luc D'Souza|«De Souza» said nobody listens
listed|Jean-Luc D'Souza|«DSouza» said nobody listens
listed|Jean-Luc D'Souza|«d'souza» said nobody listens
listed|Jean-Luc D'Souza|«D’Sousa» said nobody listens
listed|Jean-Luc D'Souza|«Jean» said nobody listens
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Sian» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Siân» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Llewelyn» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Llewellyns» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Sean» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Shaun» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Mac Donald» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«McDonald» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«M'Donald» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Macdonalds» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Francois» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Mueller» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«Muller» sat outside
listed|Siân Llewellyn; Seán MacDonald; François Müller|«François» had a phone
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Millie» and «Tommo» were on the stairs
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Ameliah» and «Rhys» were on the stairs
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Danny» and «Tom» were on the stairs
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Dan» was on the stairs
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Dan's» tea was cold
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Reeces» tea was cold
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Whitlok» told the class
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Reese» told the class
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Mellie» told the class
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«danny»boy is what they call him
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Tommy Baker» told the class
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«T. Baker» told the class
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|my «daniel» was poorly
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|Our «Reece» got excluded
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«reece whitlock» got excluded
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Whitlock Reece» got excluded
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|Mr «Green» shouts
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|Я люблю «Amelia»
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Аmеliа» used letters that look the same
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Am3lia» used a number
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Da\zniel» joined up
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Daniël» joined up
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«D@niel» joined up
listed|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|«Re€ce» joined up
listed|سارة أحمد; 王小明|«سارة» قالت انها خائفة
listed|سارة أحمد; 王小明|«سارة أحمد» قالت لا
listed|سارة أحمد; 王小明|我叫«王小明»
listed|سارة أحمد; 王小明|«小明»不想去学校
listed|Tobi Adeleke; Charlotte Rees-Jones|«Tobi»'s uncle shouts at «Char»
listed|Tobi Adeleke; Charlotte Rees-Jones|«Lottie» hid and «Tobes» ran
listed|Tobi Adeleke; Charlotte Rees-Jones|«CHARLIE REES-JONES» IN TROUBLE AGAIN
listed|Tobi Adeleke; Charlotte Rees-Jones|«charlotte rees jones» was here
listed|Tobi Adeleke; Charlotte Rees-Jones|«Reesjones» is how they spell it
listed|Tobi Adeleke; Charlotte Rees-Jones|«C. Rees-Jones» never came
listed|Tobi Adeleke; Charlotte Rees-Jones|«T.A.» said no
listed|Tobi Adeleke; Charlotte Rees-Jones|«Adelekes» live there, «Adelek» too
listed|Tobi Adeleke; Charlotte Rees-Jones|«Tobbi» laughed
listed|Tobi Adeleke; Charlotte Rees-Jones|the «Rees» family
listed|Tobi Adeleke; Charlotte Rees-Jones|Miss «R-J» teaches us
listed|Tobi Adeleke; Charlotte Rees-Jones|«Charlottes'» things
listed|Tobi Adeleke; Charlotte Rees-Jones|ask «Tobi»/«Charlotte» tomorrow
listed|Tobi Adeleke; Charlotte Rees-Jones|then «tobi»... nothing
listed|Van Der Berg; Li Wei; Ng|«Van der Berg» was on time
listed|Van Der Berg; Li Wei; Ng|«van der berg» was on time
listed|Van Der Berg; Li Wei; Ng|«VanDerBerg» was on time
listed|Van Der Berg; Li Wei; Ng|«Berg» was on time
listed|Van Der Berg; Li Wei; Ng|«Li Wei» sits at the back
listed|Van Der Berg; Li Wei; Ng|«Wei» sits at the back
listed|Van Der Berg; Li Wei; Ng|«Ng» sits at the back
other||my sister «Poppy» cries
other||I saw «Dave» at the shop
other||my nan «sue» makes tea
other||uncle «gaz» shouts
other||mum's boyfriend «Craig» hit the wall
other||mums bf «liam» is ok
other||my step dad «Wayne» left
other||The social worker, «Femi», was nice
other||The social worker called «Femi Balogun» was nice
other||she is called «blessing»
other||his name is «kofi»
other||my name's «Aaliyah»
other||im «jayden» n im 9
other||I am «Chantelle» and I am 12
other||this is «Tia» speaking
other||Miss «Patel» helps me
other||mr «hargreaves» is strict
other||Sir said «Tyler» did it
other||Dr «Osei» listens
other||«Kyle» hit me
other||«Bartek» hit me first
other||«Xiu Ying» is my friend
other||We went with Nana «Abena» to church
other||Auntie «Bev» cooks
other||grandad «ron» died
other||Grandma «Jean» died
other||my brother's called «Ezra»
other||my brothers are «Ezra» and «Levi»
other||me and «kai» play fortnite
other||me n «mia» play out
other||«Shanice» and me are in year 6
other||Baby «Noah» cries
other||our «kev» got nicked
other||lives with his dad «Tomasz Nowak»
other||mother («Danuta») rang
other||Mum: «Danuta»
other||Mum - «Kelly»
other||signed «J. Carter»
other||from Ms «Begum»
other||PC «Harding» came in
other||the foster carers «Pam» and «Derek» are kind
other||cousin «Abdi» is here
other||Father «Michael» prays with us
other||coach «Lee» says run
other||my dog is «Rex»
other||friend «Zuzanna» lives near
other||teacher, Mrs «Oyelaran», asked me
other||they took «Ruby-Mae» away
other||love from «Ollie» xx
other||Dear «Karen»,
other||Hi «Sam», I dont want to go
other||thanks «Bex»
other||love «Skye»
other||«Chloe» xoxo
other||ask «Kelly-Ann»!
other||tell «JAKE» to stop
other||hey «Josh»!!
other||«Tariq»: I want to go home
other||said «Marek», "no"
other||spoke to «Rhiannon Pugh» at school
other||"«Nathan» is mean" she said
other||My key worker «Deborah» left
other||sis «Ellie-mae» n bro «Jaxon»
other||mam «Gwen» says
other||«McKenzie» pushed me
other||«D'Andre» pushed me
other||i hate «DeShawn»
other||my mate «Si» came
other||Mummy «Claire» and Mummy «Ruth»
other||daddy «phil» shouts
other||«Aoife» did not get told
other||her ex «Darren» turns up
other||with «Ayesha» and «Bilal» in the car
other||stays at «Lorraine»'s
other||round «Lorraine's» house
other||goes «Springfield School»
other||at «Mayville High»
other||Bapu «Gurdeep» lives here
other||Babcia «Halina» lives here
other||my solicitor «Tunde Adebayo» rang
other||EHCP done by «Fiona Marsh»
other||«TYRELL» AND «MASON» WERE THERE
other||i like «rosie» at school
other||my new school teacher Mr «Obi» is fun
other||«Jermaine»'s mum cooks
other||nanny «sheila» is ill
other||with my mate «Dwayne», we play
other||and «Ffion» cried
other||I told «Kasia».
other||step-dad «gary» left us
other||foster carer called «Lin»
innocent|Will; May; Grace; Hope; Mark|i hope so
innocent|Will; May; Grace; Hope; Mark|he will not mark it
innocent|Will; May; Grace; Hope; Mark|it may rain
innocent|Amelia Khan; Reece Whitlock; Thomas Baker; Daniel Green|the green grass by the baker is nice
innocent||I don't like it when they shout at night
innocent||Sometimes I hide under my bed. Nobody asks.
innocent||I want my mum to stop drinking
innocent||They said they'd come back on Monday but they didn't
innocent||At Christmas we had beans on toast
innocent||I got 10 out of 10 in maths
innocent||We had 3 social workers in 2 years
other||My mum speaks «Polish» and I translate for her
innocent||It was 2024 when we moved
innocent||I am 9 and my brother is 4
innocent||in Year 6 we do SATs
innocent||My CAMHS worker was kind
innocent||The GP said to wait 18 weeks
innocent||I watch YouTube and play Minecraft on my Xbox
innocent||we eat McDonald's on Fridays
innocent||I'm not allowed Snapchat or TikTok
innocent||The police came in the night
innocent||Nobody told me why. I was scared.
innocent||Mum says I'm a pain
innocent||Dad's got a new job
innocent||Nan's house smells of cake
innocent||My Social Worker Never Listens To Me
innocent||I WANT TO GO HOME NOW
innocent||i dont no why they keep asking me the same thing
innocent||idk tbh its just long innit
innocent||Ofsted came and everyone was being fake
innocent||In the first week of October half of us were moved
innocent||On Tuesday my taxi did not come
innocent||The meeting was at 3.30 and I was not invited
innocent||It took 12 weeks, 3 days and 2 phone calls
innocent||The review is every 6 months
innocent||We read the Bible and go to church on Sundays
innocent||During Ramadan I am tired at school
innocent||I love Eid and Diwali with my friends
innocent||God looks after me
other||I am «Muslim» and my friend is «Hindu»
innocent||He said "Get out" and slammed the door
innocent||Why? Because I asked.
innocent||Will you come back? May I have a turn?
innocent||Mark my words, it won't change
innocent||Hope is what I need
innocent||Grace is said before dinner
other||I read «Harry Potter» at bedtime
innocent||Page 14 of 33, question 5(b)
innocent||The plan says 1.5 hours a day
innocent||He weighs 23 kg and is 120 cm tall
innocent||She scored 45/60 on the test
innocent||9/10 of the time I'm fine
innocent||Lunch is £2.50 and I get £10 a week
innocent||Chapter 3, section 47, Children Act 1989
innocent||Section 20 was used, then section 31
innocent||My EHCP says I need help with reading
innocent||I've got ADHD and autism
innocent||A&E was busy
innocent||The LAC review was in the staff room
innocent||The MASH team rang back
innocent||IRO is someone who checks
innocent||Number 12 on the list is sleep
innocent||I have been to 4 schools since Year 2
innocent||we went to the park on the road by the river
innocent||I walk down the street with my brother
innocent||it is a good place to live
innocent||my bedroom is cold and there is mould
innocent||my teddy sleeps with me
innocent||the dog ran away in the summer
innocent||Mum, Dad and Nan were there
innocent||Miss said I can talk to her
innocent||Sir shouted at me
innocent||my friend's mum makes nice food
innocent||ok so basically no one asked lol
innocent||I think that my baby sister is happy when she sees grandad
innocent||Worker: What would you change?
innocent||Child: Everything.
innocent||Q: What is it like at home?
innocent||Father said he feels judged
innocent||The child was seen alone at home
innocent||Health visitor notes that the baby smiles at her mother
innocent||Practitioners told us that they want more time
innocent||Case discussed in supervision. Plan agreed.
innocent||Key worker to arrange visit by Friday
innocent||- Bed time is late
innocent||• School is OK
innocent||1) Home 2) School 3) Friends
innocent||See appendix B for details
innocent||The Head of Year was fair
innocent||We had to wait 6-8 weeks for a bed
innocent||From 2019 to 2021 things got worse
innocent||Between 15:30 and 17:00 nobody is there
innocent||I give it 7/10
innocent||24/7 noise
innocent||COVID made everything hard
innocent||Everyone knows, but Nobody Says Anything
innocent||Mum said "Alright then" and walked off
innocent||I'd rather live with my aunt and uncle
innocent||My uncle is mean and my cousin is worse
innocent||My stepdad shouts but my mum does not
innocent||me and my brother play out late
innocent||sometimes me and mum watch telly
innocent||I am happy when we bake
innocent||im sad cos no one comes
innocent||love you mum
innocent||thanks for listening
innocent||it's called respect
innocent||she is called names at school
innocent||he is called out to fights
innocent||a boy named me as the one who did it
innocent||her friend wants to help
innocent||I like red and green and blue
other||English is my second language; «Arabic» is my first
other||We moved from «Syria» when I was small
other||«Portsmouth» is noisy but I like the sea
other||The «Isle of Wight» is boring
innocent||Children's Services never rang
innocent||The Council gave us a flat
innocent||Early Help came first
innocent||Team Around the Family meeting
innocent||I did a PEP with my Designated Teacher
innocent||"Please" I said. "Please Stop."
innocent||My favourite is Spider-Man
innocent||we watch Bluey and Peppa Pig
other||«Manchester United» lost again
innocent||it says Do Not Enter on his door
innocent||Year 9s are mean to Year 7s
innocent||My heart goes BOOM BOOM
innocent||AAARGH I hate it
innocent||Happy Birthday to me!
innocent||It is 50 minutes on the 14 bus
innocent||I scored 2 goals in June
innocent||he gets PIP and I get DLA
innocent||the 23rd time I asked
innocent||half past nine on Saturday
innocent||twenty eleven children came
innocent||one two three four five, once I caught a fish
innocent||one in four of us sleep badly
innocent||a hundred and one ways to say no
innocent||I like it when we all eat dinner and nobody shouts
innocent||The worker wrote it down wrong, then said sorry
innocent||My mum works nights so I put my sister to bed
innocent||Every time I settle in they move me again
innocent||At school I can be loud and at home I can't
innocent||They talk about me like I'm not in the room
innocent||I would tell other kids to keep asking until someone listens
innocent||In my plan it says two hours but I get one
innocent||We wait for the bus by the shops and it is always late
innocent||Does anyone read this? I hope someone does.
innocent||The house was warm for once. It smelled of bread.
innocent||On bad days I go to the library because it is quiet
innocent||Professionals should turn up when they say they will
innocent||The mother reported that she had not been told of the outcome
innocent||Recording was thorough, but the plan lacked clear timescales
"""
