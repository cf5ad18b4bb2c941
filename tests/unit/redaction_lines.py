"""Invented lines for redaction, labelled by hand: «…» is what has to be found, and the category says how.

``format`` and ``listed`` have to be taken out, or for an ordinary word in small letters and a date that nobody calls a
birthday, marked; ``other`` are names and places nobody listed, which have to be marked; ``innocent`` lines hold none.
Nobody here exists. ``HELD_OUT`` was written after the search and run once as it stood: of its labelled stretches 62 of
66 with a format, 71 of 72 listed and 41 of 41 others were found, and 0.5% of innocent words taken out, 0.5 marked
(some of these were slips of the labels). What it showed was then mended, so that it is held out no longer.
"""

from __future__ import annotations

from typing import NamedTuple

from redaction_lines_third import THIRD_TEXT


class Line(NamedTuple):
    """One line: its category, the text, the names on the list of the case, and the stretches to be found."""

    category: str
    text: str
    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def _read(block: str) -> list[Line]:
    lines = []
    for row in block.strip().splitlines():
        category, listed, marked = row.split("|", 2)
        text, spans = "", []
        for short, meant in (("\\n", "\n"), ("\\z", chr(0x200B)), ("\\t", "\t"), ("»", "«")):
            marked = marked.replace(short, meant)
        for number, piece in enumerate(marked.strip().split("«")):
            if number % 2:
                spans.append((len(text), len(text) + len(piece)))
            text += piece
        names = tuple(name.strip() for name in listed.split(";") if name.strip())
        lines.append(Line(category.strip(), text, names, tuple(spans)))
    return lines


FIRST = _read(
    """
format||My NHS number is «943 476 5919» and I don't like needles.
format||Hospital put «9434765919» on my wristband.
format||NHS no «943-476-5919» seen by the GP on Tuesday.
format||the number on the letter was «943.476.5919»
format||nhs «９４３４７６５９１９» typed on the tablet
format||NHS number «943 476 5919».
format||They wrote «943 476 5918» on the form, which is wrong.
format||«4012345678» was on the envelope
format||UPN «H801200001001» was on the school report.
format||his upn is «h801200001001» I think
format||UPN «A801200001001» cannot be right.
format||NI number «QQ 12 34 56 C» on mum's letter
format||Dad's National Insurance is «AB123456C».
format||nat ins «ab 12 34 56 c» she said
format||We live at PO box now but it was «PO1 2AB» before.
format||the letter said «po4 8qx» on it
format||Our postcode is «SO147FN», I learned it.
format||It's «SO14 7FN» where my nan is.
format||near «ＰＯ２ ８ＲＡ» by the shop
format||ring me on «07700 900123» after school
format||mum's phone is «07700900456» but it's broken
format||my number's «+44 7700 900 789» text first
format||call «(023) 9201 2345» and ask for the office
format||call «023 9201 2345» before nine
format||«02392.012.345» is the landline
format||the number is «+44 (0)23 9201 2345» they said
format||I know it, «oh seven seven double oh nine oh oh one two three»
format||it goes «zero seven seven zero zero nine zero zero four five six» that's dads
format||email «kayleighxx@example.com» if you want
format||my email is «jay dot smith at example dot com»
format||write to «t.okafor+school@mail.example.co.uk» please
format||its «alfie.s09 (at) gmail (dot) com»
format||I was born on «the fourteenth of March 2011» in the hospital.
format||my birthday is «3rd of May» and I want a bike
format||DOB «14/03/11» address on file
format||d.o.b. «14.3.2011» seen at home
format||date of birth: «2011-03-14»
format||born «14 March 2011» at home
format||I'm going to be ten on «the 4th of June» and nobody knows
format||«3 May» is my birthday
format||my bday is «Christmas Day» so I only get one lot
format||born in «March 2011», the second of four
format||We went on «12/09/2024» and again later.
format||On «the second of February 2025» they took my phone.
format||We live at «12 Acacia Avenue» with the cat.
format||i live at «27b milton road» next to the chip shop
format||They moved us to «Flat 3b, 12 Sycamore Close» last year.
format||at «number 12» there is a dog that barks
format||I live at «number 7» and nan lives at «number 9»
format||it was «flat 6» and the lift never worked
format||We stayed at «114 Queens Crescent» for a night.
format||He parks his «AB12 CDE» outside school.
format||the car reg is «ab12cde» it's silver
format||the case was «C-7F3K9Q2M» in the file
format||card number «4000 1234 5678 9010» used for the game
format||sort code «12-34-56» on the letter
format||follow me «@kaylz_09» on there
format||my snap is «jayjay.09x» don't add him
format||my insta is «tylerrr_xo» everyone has it
format||he sent it on «https://example.com/u/kai99» and I blocked it
format||look at «www.example.org/kai» it's on there
format||The form said «8012345678» where my NHS number should be.
listed|Alfie Smith|«Alfie» hides under the bed when they shout.
listed|Alfie Smith|When «alfie» cries I sing to him.
listed|Alfie Smith|It is «ALFIE» who gets the blame.
listed|Alfie Smith|That is «Alfie's» bed and this is mine.
listed|Alfie Smith|That is «Alfie’s» coat.
listed|Alfie Smith|I like «Alf» when he is not cross.
listed|Alfie Smith|They call him «Alfred» at church.
listed|Alfie Smith|the «Smiths» moved out
listed|Alfie Smith|the «smiths'» house is cold
listed|Alfie Smith|«A. Smith» was not in class.
listed|Alfie Smith|«Alfie S.» did the drawing.
listed|Alfie Smith|My name is «A l f i e» and I am nine.
listed|Alfie Smith|it says «a-l-f-i-e» on the door
listed|Alfie Smith|I told «Aflie» to stop.
listed|Alfie Smith|I told «Alfei» to stop.
listed|Alfie Smith|then «alfi» fell over
listed|Alfie Smith|then «alfiee» fell over
listed|Alfie Smith|I saw «Al\\zfie» in the park
listed|Alfie Smith|I saw «Аlfiе» in the park
listed|Alfie Smith|it was «#alfiesmith» all over it
listed|Alfie Smith|it was «#TeamAlfie» on the banner
listed|Alfie Smith|we made «AlfieSmith» a card
listed|Alfie Smith|I love «Alfie»😀 loads
listed|Alfie Smith|his login was «alfie_smith» on the laptop
listed|Alfie Smith|with «Alfie\\nSmith» at the table
listed|Alfie Smith|it was «Al-\\nfie» who rang
listed|Alfie Smith|it was «4lfie» in the game
listed|Alfie Smith|so I shouted «Alfieeee» at the stairs
listed|Zoë Okafor|«Zoe» sleeps on the sofa
listed|Zoe Okafor|«Zoë» sleeps on the sofa
listed|Zoe Okafor|«zoe» and me share a bed
listed|Zoe Okafor|«Zoey» said it was fine
listed|Siobhan O'Neill|Miss told «Siobhán» off again.
listed|Siobhan O'Neill|It was «ONeill» on the register.
listed|Siobhan O'Neill|The «O’Neills» have the big car.
listed|Mohammed Hussain|«Mo» always shares his crisps
listed|Mohammed Hussain|«Muhammad» went to his uncle
listed|Mohammed Hussain|I saw «mohamed» at the mosque
listed|Mohammed Hussain|Mr «Hussein» came to the door
listed|Aleksandra Nowak|«Ola» speaks «Polish» to me
listed|Aleksandra Nowak|I went with «Alexandra» to the park
listed|Aleksandra Nowak|«Nowakowa» no, it is «Nowak»
listed|Katherine Marsh|«Kate» is my best one
listed|Katherine Marsh|I asked «Katie» and she cried
listed|Katherine Marsh|I asked «Kathryn» and she cried
listed|William Tran|«Billy» and me made a den
listed|William Tran|I told «Liam» about it
listed|Will Carter|«Will» makes me laugh
listed|Will Carter|maybe «will» could come too
listed|Grace Bello|«Grace» did not eat
listed|Grace Bello|«grace» did not eat
listed|Summer Hart|«Summer» gets the top bunk
listed|Anne-Marie Doyle|«Anne-Marie» came on the bus
listed|Anne-Marie Doyle|«Annemarie» came on the bus
listed|Anne-Marie Doyle|I sit by «Marie» at lunch
listed|Oluwaseun Adeyemi|«Seun» is fast
listed|Oluwaseun Adeyemi|that's «Adeyemi's» locker
listed|Jayden Pike|then «jaydon» pushed me
listed|Jayden Pike|«Jay» is my best mate
listed|Elizabeth Coombes|I call her «Libby» but nan says «Beth»
other||My uncle «Dave» comes on Sundays.
other||my uncle «dave» shouts at the telly
other||I go to nanny «pat» after school
other||auntie «Jo» has a big dog
other||Mum's boyfriend «Kev» sleeps on the sofa.
other||my social worker called «Jen» is nice
other||Mr «Patel» gave me a sticker
other||Miss «O'Neill» let me stay in
other||Dr «Adebayo» looked at my arm
other||PC «Whitlock» came to the house
other||mrs «patel» gave me a sticker
other||I sat with «Tyler» at dinner
other||I sat with «Kayleigh» and «Precious» at dinner
other||my sister «Kayleigh» and brother «Kai» were there
other||«Kayleigh» is mean to me
other||so «tyler» took my phone
other||me and «chantelle» bunked off
other||We went to «Southsea» on the bus.
other||I go to «St Jude's» with my brother
other||I go to «Larkspur Primary School» now
other||She plays for «Copnor Colts» on Saturday.
other||I don't talk to «Xanthia» any more.
other||my best friend «Zuleika» moved away
other||«Kev», my mum's boyfriend, was there
other||They speak «Polish» at home
other||my friend named «Oisin» knows
other||my cousins «Ali», «Hamza» and «Noor» stay over
other||Then «Rose» hit me with the brush.
other||I heard «Mark» tell them
other||my foster carer «Sandra» makes nice tea
innocent||I want to go home on Monday.
innocent||Mum and Dad shout at night and I hide.
innocent||There is tea on the days Nan comes.
innocent||I play Minecraft and watch YouTube in bed.
innocent||Nobody asked me what I want.
innocent||CAMHS never rang back and the GP said wait.
innocent||I have had three social workers since Christmas.
innocent||My bed is nice now. Before, it was the sofa.
innocent||It is 9 o'clock and 25 of us are in the class.
innocent||We waited 45 minutes for the number 3 bus.
innocent||I got 7 out of 10 and 2 stickers.
innocent||Can I have my Xbox back? I'm bored.
innocent||I HATE IT WHEN THEY SHOUT AT ME
innocent||When he drinks I take my brother to the garden.
innocent||The worker listened. She wrote down what I said.
innocent||Will you come back? May I draw?
innocent||I hope it will be better in the summer.
innocent||The police came twice in 2024 and once in May.
innocent||School is ok. Lunch is best.
innocent||one two three four five six seven eight nine ten, coming to get you
innocent||I can count 1 2 3 4 5 6 7 8 9 10 11 12
innocent||We walked 3 miles down the road in the rain.
innocent||The baby lay very still and followed the health visitor's face.
innocent||Sometimes I feel sick before contact.
innocent||Everyone knows except me.
innocent||She said, “You can tell me anything.” I didn't.
innocent||Nan's kitchen is warm.
innocent||My nan and grandad have a caravan.
innocent||He said he'd kill me if I told.
innocent||Year 6 was hard. Year 7 is worse.
innocent||Why does everybody leave? I don't get it.
innocent||I like pizza, chips and Haribo.
innocent||Because of Covid we could not see Grandad.
innocent||My teacher helps me with English and Maths.
innocent||I was on TikTok till 2am on Friday.
innocent||It cost £12.50 and he had £5,000 in a bag.
innocent||I'd like a lock on my door, please.
innocent||Mother reports that father attends weekly appointments.
innocent||The plan was reviewed and the child was seen alone.
innocent||Strategy discussion held; Section 47 enquiries agreed.
"""
)

HELD_OUT = _read(
    """
format||Child's NHS number (as given by the school nurse): «401 023 2137».
format||NHS: «401-0232-137»
format||nhs num «4010232137», checked twice
format||Patient «401 023 2138» discharged home
format||the wristband had «40 10 23 21 37» on it
format||pupil number «J920304010203» copied from the list
format||the UPN was «J-920304-010203» or near that
format||Her NINO is «JG 10 37 59 A».
format||NINO «jg103759a» for the young carer's grant
format||NI «DG103759A» was refused by the system
format||postcode «so19  9fk», top of the hill
format||They are in «PO33 2LF» now with his dad.
format||My address ends «gu14 6aa».
format||send it to «BH1 1AA» please
format||it is «P O 1 2 A B» she spelled it out
format||(«PO9 1ZZ»)
format||text me «07911-123-456» pls
format||Phone: «07911.123.456»
format||you can ring «+447911123456» any time
format||its 0044 no wait «0044 7911 123456»
format||his mobile is «7911 123456» and he never picks up
format||she gave «01983 123456» as the house phone
format||«(01983) 123 456» rings and rings
format||the number for the refuge is «0808 2000 247»
format||ring «823456» and let it ring twice
format||«zero two three, nine two zero one two three four five six» I think it is
format||Contact «j.whitlock@school.example.sch.uk» about it
format||MESSAGE «MISSKHAN@EXAMPLE.COM» BEFORE FOUR
format||I emailed «bluefox99 at hotmail dot co dot uk» and waited
format||he uses «the.real.dex@example.org», not mine
format||«rosie dot p at school dot example dot uk» is hers
format||I was born on «1st January 2012» so everyone is off
format||He was born two days before, on «3 Feb 2015» they say
format||My date of birth is «the twenty-first of July two thousand and thirteen».
format||Birthday: «7th Oct»
format||DOB=«07-10-2013»
format||dob «071013»
format||she'll be six on «September the 9th» and wants a cake
format||it was my birthday on «the twelfth of August» and nobody came
format||Born on «Boxing Day 2010», small for dates
format||«22/11/2009» (date of birth confirmed by mother)
format||The date «5.6.2023» is on every page.
format||On «March 3rd, 2024» he was taken to hospital.
format||lives at «Flat 12, Marlow Court», ground floor
format||I moved to «4 the Crescent» with dad
format||my nan's is «33 Station Road», the blue door
format||He said they live at «101B Upper High Street».
format||the house is «6 St Mary's Avenue» I know because of the sign
format||go to «18 Wellington rd», ring the bell
format||the address is «Flat C, 9 Harbour View»
format||he lives next to us at «no 14»
format||the car outside was «KX19 ZTR», black
format||number plate «P482 KLM» has been seen
format||reg «ty07 wxy» parked by school
format||see «C-9XYZ2K4M» and «F-2B3C4D5E» for the same family
format||add me «@dexter.plays» ok
format||my discord is «moonkid#4821» if you need me
format||username «x_lil_bean_x» on the game
format||my tiktok is «bellaboo2012»
format||the video is at «youtube.com/watch?v=abc123» still
format||«roblox.com/users/99887» is him
format||bank account «12345678» and they took it all
format||Her passport «123456789» is with the aunt.
format||ref no «2345678» from the police
format||his card «4929-1234-5678-9012» was used
listed|Tyler James Whitlock|«Tyler» made me laugh today.
listed|Tyler James Whitlock|I'm not talking to «TYLER» or to «Whitlock».
listed|Tyler James Whitlock|«tyler’s» mum collects us
listed|Tyler James Whitlock|It was «Jamie» who said that, «Jim» to his mates.
listed|Tyler James Whitlock|«Whitlocks» are moving again
listed|Tyler James Whitlock|«Tylr» came round
listed|Tyler James Whitlock|«Tlyer» came round
listed|Tyler James Whitlock|it says «tyler.whitlock» on the login
listed|Tyler James Whitlock|«T. Whitlock» absent
listed|Tyler James Whitlock|«T.W.» says no to contact
listed|Tyler James Whitlock|«T y l e r» in big letters
listed|Tyler James Whitlock|follow «@tylerwhitlock» ok
listed|Tyler James Whitlock|«Ty» is my cousin
listed|Tyler James Whitlock|please stop calling me «Tylerrrrr»
listed|Tyler James Whitlock|«TyLeR» in silly writing
listed|Nikolai Petrov|«Nikolaj» stood by the door
listed|Nikolai Petrov|«Николай» is how he writes it
listed|Chidinma Okeke|«Chidi» wants to be a nurse.
listed|Chidinma Okeke|«chidinma» did my hair
listed|Chidinma Okeke|«Chidinna» did my hair
listed|Chidinma Okeke|Ask Ms «Okeke» first.
listed|Charlotte Rose Webb|«Charlie» and me, we stick together.
listed|Charlotte Rose Webb|«lottie» is scared of the dark
listed|Charlotte Rose Webb|Then «Rose» left.
listed|Charlotte Rose Webb|she drew a «rose» for me
listed|Charlotte Rose Webb|«Char-\\nlotte» wrote it
listed|Charlotte Rose Webb|the «Webbs» next door
listed|Charlotte Rose Webb|«𝓒𝓱𝓪𝓻𝓵𝓸𝓽𝓽𝓮» in fancy letters
listed|Charlotte Rose Webb|«Ｃｈａｒｌｏｔｔｅ» in wide letters
listed|Yusuf Abdi Warsame|I play with «Yousef» after mosque
listed|Yusuf Abdi Warsame|«yusuf» told me a secret
listed|Yusuf Abdi Warsame|Mrs «Warsame» was crying.
listed|Yusuf Abdi Warsame|«Y. A. Warsame» signed it
listed|Zuzanna Kowalczyk|«Zuzia» can't sleep, «Zuza» she is called at home
listed|Zuzanna Kowalczyk|the «Kowalczyks» have gone to «Poland»
listed|Hope Fletcher|«Hope» was in the car when it happened.
listed|Hope Fletcher|I never saw «hope» so sad.
listed|Hope Fletcher|«Fletch» is my best mate
listed|Faith Mark Young|They put «Faith» in another placement.
listed|Faith Mark Young|«Mark» hit the wall.
listed|Faith Mark Young|It was Mr «Young» who locked it.
listed|Joy Osei|«Joy's» trainers have holes.
listed|Daniel Fairweather|«Danny» goes to the gym with dad
listed|Daniel Fairweather|«dan» goes to the gym
listed|Daniel Fairweather|«D Fairweather» was told
listed|Daniel Fairweather|«Daníel» goes to the gym
listed|Daniel Fairweather|«Daniels» bag was on the floor
listed|Daniel Fairweather|«Fair-weather» on the form
listed|Xiu Ying Chen|«Xiu» said nothing. «Ying» held my hand.
listed|Xiu Ying Chen|«xiu ying» can do it
listed|Steven Gallagher|«Stevie» broke it
listed|Steven Gallagher|«Stephen» broke it
listed|Steven Gallagher|so «ste» broke it
listed|Steven Gallagher|the «Gallaghers'» garden
listed|Rebecca Lacey-Hughes|«Becky» told the teacher.
listed|Rebecca Lacey-Hughes|«Lacey-Hughes» is her real name
listed|Rebecca Lacey-Hughes|Ms «Hughes» cried
listed|Rebecca Lacey-Hughes|«#justice4becky» all over the wall
listed|Rebecca Lacey-Hughes|hey «bex» come here
listed|Ellie Marie Baptiste|✨«ellie»✨ that's her status
listed|Ellie Marie Baptiste|“«Ellie»,” he shouted, “get in!”
listed|Ellie Marie Baptiste|(«Ellie») [«BAPTISTE»]
listed|Ellie Marie Baptiste|«e.l.l.i.e» is what the badge says
listed|Muhammad Ibrahim Khan|«Ibby» is funny
listed|Muhammad Ibrahim Khan|«Mohammad» and «Khan» are both on the register
listed|Muhammad Ibrahim Khan|I like «mo» the most
other||Uncle «Terry» smells of smoke.
other||my step dad «gary» is always at the pub
other||Grandad «Len» has got a shed.
other||my mum «Sharon» and dad «Lee» split up
other||mum's mate «Shaz» looked after us
other||My key worker is called «Blessing».
other||Her name is «Anoushka» and she is seven.
other||my name is «jaydon» and I am in care
other||Mr. «Featherstone» shouted in assembly.
other||Miss «Begum» and Mrs «Oyelaran» helped.
other||Dr «K. Chowdhury» at the surgery
other||Sgt «Moffat» took a statement
other||I'm «Kiran» and I'm bored
other||We stayed with «Deborah» for two nights.
other||They said «Jermaine» did it but he never.
other||When «Svetlana» comes we have soup.
other||I told «priya» everything
other||then «mohammed» and «bilal» ran off
other||«Kyran» stole it. «Chanel» saw.
other||we lived in «Paulsgrove» before
other||I was at «Admiral Lord Academy» for a bit.
other||she goes to «st swithuns» on Tuesdays
other||I was born in «Mogadishu» and came here
other||The «Wrens» football team is mine
other||me and my cousin «shanice» and «tia»
other||my brothers are «Kaden», «Rio» and «Blake»
other||Nan calls her «Dolly-Mae».
other||He talks «Kurdish» on the phone.
other||I miss «Biscuit», he was my dog.
other||«Oskar» says dad will find us
other||We went to «Kwik Fit» with «Gaz».
other||my girlfriend «Lacey» is pregnant
other||It was «McKenzie-Leigh» not me
innocent||I'm not scared of the dark anymore.
innocent||If I tell you, will you tell Mum?
innocent||Teachers think I'm naughty but I am just tired.
innocent||They keep moving me. Nowhere is home.
innocent||Breakfast club is good because there's toast.
innocent||On Saturdays we go swimming, on Sundays we do nothing.
innocent||My head hurts when they argue.
innocent||Dad said he was sorry. Dad always says that.
innocent||Please don't tell the police.
innocent||I wish someone would listen to me for once.
innocent||What happens if I say no?
innocent||Playing football makes me forget.
innocent||Mum cries in the bathroom.
innocent||We had beans on toast 4 nights in a row.
innocent||It took 20 minutes and 3 people to calm me down.
innocent||I'm 9 and my brother is 6.
innocent||Drinking makes him angry. Smoking makes him calm.
innocent||I drew a house, a sun and a dog.
innocent||The judge decides on Thursday.
innocent||No one believes kids.
innocent||ok so basically i was home alone and the power went off
innocent||she grabbed my arm and it left a mark
innocent||he will not stop and i hope he goes
innocent||Homework is boring. Netflix is better.
innocent||The GP, the school and the health visitor all knew.
innocent||IT WASN'T ME I SWEAR
innocent||My favourite thing is my blanket; it smells of home.
innocent||Snapchat is how they found me.
innocent||He took my iPad and smashed it.
innocent||Sir said I could stay in at lunch.
innocent||Is it my fault? Nobody says.
innocent||Every night I check the locks twice.
innocent||Practitioners should record who was seen, when, and by whom.
innocent||Analysis was limited; the voice of the child was missing.
innocent||Father was spoken to by phone and declined an assessment.
innocent||Professionals must share information without delay.
innocent||Contact with parents is supervised every fortnight.
innocent||We were told at 3.30 pm, about 2 hours after.
innocent||I can do a cartwheel, watch!
innocent||Grandma makes the best roast potatoes.
innocent||“Leave me alone,” I said.
innocent||Christmas was rubbish, Easter was worse.
innocent||People at school call me names.
innocent||Someone should have asked the baby's sister too.
innocent||There were 31 children in my class in 2023 and 2024.
innocent||Honestly? It felt like prison.
"""
)
THIRD = _read(THIRD_TEXT)
LINES = [*FIRST, *HELD_OUT, *THIRD]
