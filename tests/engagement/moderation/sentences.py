"""Sentences as people send them, and what a detector must and must not see in them.

The first column names the detectors, separated by blanks; nothing means: let it pass.
"""

from __future__ import annotations

PLACES = (
    "Mill Lane",
    "Martin Luther Street",
    "Alder Street",
    "Brook Lane",
    "Maria Garden",
    "Millbrook",
    "Old Town",
)
TABLE = """
| The street lamp on Mill Lane is out since Monday
| Three cars a night race down Brook Lane
| A black car parks on the crosswalk every morning
| The white van blocks the school bus
| There is black smoke over the Old Town market
| Someone left a brown bag at the bus stop
| The Red Cross tent blocks the path
| Please fix the light at Central Park
| Kids cannot cross Main Street safely
| We need a crossing near Roosevelt Elementary School
| The bus number 42 never stops here
| Route 95 is loud at night
| BUS 142 drives too fast
| It happens from 10:30 to 11:30 every night
| Between 2020 and 2024 nothing was done
| In 2020-2024 it got worse
| It started on 2026-11-03 and went on
| On 11/03/2026 the light broke
| The 400 block of Mill Lane has no light
| About 15 people wait here without a light
| There were 3 accidents in 2 weeks
| The speed limit is 25 MPH and cars go 50
| Cars come out of the garage at 9 PM
| A Honda Civic parks on the sidewalk
| Last Christmas Eve the light was out too
| On Black Friday the parking lot was full
| The Riverside Police Department came once
| The Public Library closes too early
| In New York they have such lights
| Google Maps sends trucks through our street
| May I ask for a speed bump
| Will you repair the bench
| The rose bushes cover the sign
| Dogs run free in Maria Garden
| Martin Luther Street floods after rain
| The Martin Luther Street bridge is slippery
| The tall tree in the park may fall
| A thin layer of ice covers the steps
| Short green phases make it hard to cross
| The dark tunnel scares children
| Old people cannot sit anywhere
| Young people meet there and it is loud
| An elderly woman fell on the broken step
| A man fell on the broken step
| Two women were almost hit by a truck
| The driver of the black car did not stop
| White lines on the road are gone
| The Chinese restaurant leaves trash outside
| The Mexican bakery has no light in front
| The Indian school festival was lovely
| The glue gun was left in the playground shed
| They use a nail gun at six in the morning
| Young men gun their engines at night
| The fire hydrant leaks
| The fire station needs a crossing
| Bath bombs were sold at the market
| The toy gun in the sandbox is broken
| Nobody picks up the trash on Sundays
| Trucks deliver before six in the morning
| There is broken glass on the playground
| The noise from the bar is loud after midnight
| The sidewalk is too narrow for a stroller
| Potholes on Alder Street, 3 feet wide
| Alder Street, 400 block, has no lamp
| The crossing at Mill Lane and Brook Lane is dark
| At the corner of Alder Street and Old Town Square
| THE LIGHTS ARE OUT AGAIN
| Please Help Us with the lights
| Our neighbors are afraid to walk home
| Cyclists ride on the sidewalk near the pharmacy
| The swing is broken and has sharp edges
| Water runs over the road when it rains
| The shelter at the Tram Station leaks
| I saw five needles in the grass
| Somebody paints the walls of the school
| The alarm rings from 2 to 4 every night
| We counted 120 cars in 30 minutes
| The gate at Linden Park does not close
| Cars drive 45 in a 20 zone
| Two dogs without a leash frighten joggers
| Music plays until three in the morning
| A bench and two lamps would help
| The black ice on the ramp is dangerous
| Black bags of trash lie on the corner
| White dust comes from the building site
| The brown water in the creek smells
| The foreign exchange office blocks the walkway
| One two three, the light turns red too fast
| The North Gate is locked at night
| Ramadan market traffic blocks the ambulance way
| Saint Mary Church rings at night
| Rosa Parks Avenue has no crosswalk
| The Kennedy Bridge is icy
| La calle está muy oscura por la noche
| Los coches corren demasiado cerca de la escuela
| El hombre del quiosco barre la acera
| Die Straße ist nachts sehr dunkel
| Ночью на улице темно
| 夜里街道很暗
name | Mr Miller parks there every night
name | My landlord Mrs. Alvarez does nothing
name | Dr Okafor from the clinic said so
name | Sergeant Pike told us to write here
name | The man is called Peter Smith
name | His name is Ivan
name | the guy's name is pedro
name | A boy named Tyler breaks the lamps
name | I think Maria Lopez left the gate open
name | We saw Jonathan Whitfield leave the park
name | It was J. Whitfield from the corner
name | John Baker always parks on the crossing
name | My neighbor Kevin leaves his trash outside
name | Ask Fatima about the playground
name | Jim's dog barks all night
name | The caretaker, Anna de Vries, has the key
name | El vecino se llama Alejandro
name | Officer Dana Reyes never came
name accused | Mr Miller steals bikes from the yard
name accused | Peter Smith deals drugs at the bus stop
name accused | Everyone knows Maria Lopez beats her dog
name accused | Tyler broke into the kiosk
name accused | I am sure Kevin Brandt is a thief
name accused | Mrs Haddad dumps her trash in the creek
name accused | It was Robert again, drunk and loud
phone | Call me at 555-010-0199
phone | My number is (555) 010 0199
phone | +1 555 010 0199 is where you reach me
phone | ring 5 5 5 0 1 0 0 1 9 9 after six
phone | text 555.010.0199 please
phone | 555_010_0199 works too
phone | five five five zero one zero zero one nine nine
phone | Call ５５５-０１０-０１９９
phone | call 555-O1O-O199 any time
phone | call 5\u200b5\u200b5\u200b0\u200b1\u200b0\u200b0\u200b1\u200b9\u200b9
phone | Ring ٥٥٥٠١٠٠١٩٩
phone | 0049 30 1234567
mail | Write to ana.k@example.org
mail | write ana.k at example dot org
mail | ana (at) example (dot) com knows more
mail | Write to ana.k@exаmple.org
handle | He is @night_racer99 everywhere
handle | See https://example.org/them
handle | Look at www.example.org/them
handle | facebook.com/nightracers has the videos
handle | Instagram: night.racer
handle | His snapchat name is racer44
plate | The plate is 7ABC123
plate | Look for ABC-1234 on the corner
plate | A gray car, ABC 1234
plate | license plate abc 1234
plate | The van with plates KL 4471 parks there
plate | АВС-1234 parks on the crossing
plate | XKR482 runs the light
house | They live at 12 Mill Lane
house | The house at 1408 Old Alder Street is empty
house | 12 mill lane is where the noise comes from
house | Mill Lane 12 is empty and open
house | Noise comes from apartment 3B
house | house number 14 plays music
house | Number 9 keeps four dogs
house | I live at No. 14 Brook Lane
looks | A black guy stood at the corner
looks | Two Hispanic looking men sat in a car
looks | A tall man with beard walks there
looks | There were three white males at the gate
looks | Some African-American teens play music
looks | The men were black
looks | The guy looked Mexican
looks | A person of Asian descent was there
looks | He is Arab and stands there for hours
looks | A dark-skinned person looked into cars
looks | A woman with a headscarf sits on the bench
looks | A man with long hair sleeps there
looks | A bald guy with tattoos
looks | She has red hair and shouts
looks | The fat man next door
looks | A guy in a hoodie stands at the stop
looks | Young black men meet at the park
looks | Gypsy families camp by the river
looks | The immigrants make noise
looks | Illegal immigrants live there
looks | Foreign-looking people sit in the park
looks | A bearded young man hangs around
looks | Вlасk guy at the corner
looks | B\u200black guy at the corner
looks | Un hombre negro mira los coches
looks | Un tipo con barba duerme ahí
looks | Three tattooed women at the stop
looks | A suspicious Asian couple takes photos
looks | Some Eastern European guys drink there
looks | A man, tall and with a beard, and he has a scar
looks | The driver was white
danger | Someone has a gun at the playground
danger | A boy was waving a knife
danger | I heard shots fired last night
danger | There is a smell of gas in the hall
danger | The shed is on fire
danger | She said she will kill herself
danger | A man is being beaten right now
danger | He threatened to shoot the dog
danger | There is a bomb in the bin
danger | A live wire hangs over the path
phone name | Call Peter Smith, 555-010-0199
plate looks | A black guy in ABC-1234
name house | Mr Miller lives at 12 Mill Lane
mail phone | ana@example.org or 555-010-0199
danger name accused | Kevin Brandt threatened to kill my dog
"""
HARD = """
name | maria from the second floor parks there
name | ask old whitfield about it
looks | he came from somewhere in Africa
looks | you know the kind of people I mean
accused | the baker's son sells pills
phone | my number is triple five, oh ten, oh one ninety nine
plate | it ends with 447
| Victor Hugo is on the mural at the station
| The Bruce Springsteen song plays all night
| Black leather jacket lost at the park
| The short kids' slide is broken
"""


def rows(table: str) -> list[tuple[frozenset[str], str]]:
    found = []
    for line in table.strip().splitlines():
        keys, _bar, text = line.partition("| ")
        found.append((frozenset(keys.split()), text))
    return found
