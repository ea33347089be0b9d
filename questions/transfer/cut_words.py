"""The words by which a letter and an answer are known, in the languages that columns are in.

Parts of regular expressions, read without regard to capitals.
"""

LETTERS = (
    r"(?:the |today's |this week's )?(?:question|letter|reader's question)"
    r"|(?:die |der )?(?:frage|brief|zuschrift|leserbrief)"
    r"|(?:la )?(?:pregunta|carta|consulta)|(?:la )?(?:question|lettre)|(?:la )?(?:domanda|lettera)"
    r"|(?:a )?(?:pergunta|carta)|(?:de )?(?:vraag|brief)"
)
ANSWERS = (
    r"(?:the |my )?(?:answer|reply|response)|(?:die |meine )?antwort|(?:la |mi )?respuesta"
    r"|(?:la |ma )?réponse|(?:la |mia )?risposta|(?:a |minha )?resposta|(?:het |mijn )?antwoord"
)
OF = r"(?:for|to|from|by|an|von|vom|para|de|del|pour|à|per|di|da|do|aan|voor|van)"
READERS = (
    r"(?:an? |one )?(?:anonymous )?reader|eine? leser(?:in)?|una? lectora?|une? lect(?:eur|rice)"
    r"|una? lett(?:ore|rice)|uma? leitora?|een lezer(?:es)?"
)
WRITES = (
    r"(?:writes|asks|schreibt|fragt|escribe|pregunta|écrit|demande|scrive|chiede|escreve|pergunta"
    r"|schrijft|vraagt)"
)
REPLIES = (
    r"(?:answers|replies|responds|antwortet|erwidert|responde|contesta|répond|risponde|antwoordt)"
)
GREETINGS = (
    r"(?:dear|hi|hello|hey|lieb(?:e|er|es)|hallo|guten tag|sehr geehrte[rs]?|bonjour|salut"
    r"|ch(?:er|ère)|querid[ao]|hola|estimad[ao]|car[ao]|gentile|ciao|olá|prezad[ao]|beste|lieve"
    r"|geachte)"
)
NO_NAMES = (
    r"(?:he|she|it|they|we|i|you|my|his|her|our|their|everyone|nobody"
    r"|er|sie|es|wir|ich|man|mein\w*|sein\w*|ihr\w*|unser\w*|niemand|keine?"
    r"|él|ella|yo|mi|su|nuestr\w+|nadie|il|elle|on|je|mon|ma|son|sa|notre|personne"
    r"|lui|lei|io|mio|mia|suo|sua|nessuno|ele|ela|eu|meu|minha|seu|ninguém"
    r"|der|die|das|el|la|le|il|lo|o|os|de|het"
    r"|hij|zij|ze|ik|mijn|zijn|haar|niemand)\b"
)
"""What begins a sentence that somebody replies and is no columnist's name."""
CAPITAL = r"(?-i:[^\W\d_a-zà-ÿ])"
"""The first letter of a name behind the verb, where a sentence could stand as well."""
