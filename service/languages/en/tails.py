"""The words with which English outlets end an article: comments, biographies, links, notices, appeals, credits."""

import re

from service.languages.pack import Tails

_NAME = r"[A-Z][\w'’.-]{0,30}(?: (?:[A-Z][\w'’.-]{0,30}|and|&|de|la|al|el|van|von|bin)){1,7}"
_ONE = r"[A-Z][\w'’-]{1,30}"
_OWN = r"(?:article|column|essay|interview|newsletter|podcast|piece|op-ed|dispatch|feature)"
_ROLE = (
    r"(?:editor|reporter|correspondent|writer|columnist|journalist|contributor|blogger|intern|anchor|producer"
    r"|photographer|critic|bureau chief|freelancer|author|fellow|lecturer|professor)"
)
_WORK = (
    r"(?:writ(?:es|ing|er)|written (?:for|about|on)|cover(?:s|ed|ing)|report(?:s|ing|ed) (?:on|from|for)|edit(?:s"
    r"|ors?|ed)|reporters?|column\w*|journalis\w+|authors?|novel\w*|books?|[Pp][Hh]\.?[Dd]|studied|lecturer|newsroom"
    r"|newspaper|magazine|freelanc\w+)"
)
_BIOGRAPHY = re.compile(
    rf"((?:Dr |Prof(?:essor|\.)? )?{_NAME})(?: \(@\w+\))?,? (?:is|are) (?:[^\s.]+ ){{0,12}}?{_ROLE}s?\b"
    rf"|({_NAME})(?:, [^,“”\"]{{2,80}},)? (?:is|has been|has|spent|grew up|studied|began|joined|trained|lives|works"
    rf"|runs|hosts|leads)\b(?!.*\b(?:said|says|told|added|according)\b).{{0,300}}\b{_WORK}\b"
)
# What only a line on its writer says; the name must be new to the article.
_WRITES = re.compile(
    rf"(?:(?i:{_ROLE}) )?({_NAME})(?: \(@\w+\))?,? (?:covers|writes (?:for|about|on|the)|cover|write (?:for|about)"
    r"|edits|reports? (?:from|on|for)|reported from|has been (?:with|at|on|an? )\b|assisted with|has (?:covered|spent"
    r"|reported (?:on|from|for)|written (?:for|about))|(?:is|are) (?:an? |the )?(?:staff|based|senior|assistant"
    r"|deputy|foreign|chief)\b)[^“”\"]*"
    rf"|(?:An? |The |With )[^,“”\"]{{3,160}}, ({_ONE}(?: {_ONE})?)"
    r" (?:has (?:covered|reported|written|worked)|covers|writes|reports)\b[^“”\"]*"
    rf"|({_NAME}), an? [^,“”\"]{{2,80}}, (?:writes|covers|reports)\b[^“”\"]*"
    rf"|({_ONE}(?: {_ONE})?) reported from {_ONE}(?! that\b)[^“”\"]*"
)
_DOES = re.compile(
    rf"({_NAME})(?:, (?!who\b)[^“”\"]{{2,120}})?,? (?:teaches|lives in|works (?:for|at|as)|chairs|directs"
    r"|advises|hosts|founded|served as|is (?:(?:an? |the )?(?:[\w’'-]+ ){0,6}(?:author|founder|director|historian"
    r"|economist|lawyer|researcher|scholar|teacher|chair|head|member|president|(?:managing |senior )partner|junior"
    r"|sophomore|(?:phd|doctoral) (?:candidate|student)|adviser|advisor|consultant|analyst|activist)\b|(?:an? "
    r"|the )?(?:[\w’'-]+ ){0,5}[\w’'-]*(?:er|or|ist|ian|ant|ent|man|woman|fellow|residence) (?:at|for|with|and|of)\b"
    r"|(?:an?|the) former\b))(?!.*\b(?:said|says|told|added|according)\b)(?:[^“”\"]|(?:\bof"
    r"|,) [“\"][^“”\"]{2,80}[”\"]){1,240}"
    rf"|({_NAME})[’']s? (?:(?:most recent|latest|new|first|next|forthcoming|debut) )?(?:book|novel|memoir)s? .*"
)
# By the first name alone: somebody whom a line beside the story names.
_FAMILIAR = re.compile(
    rf"({_ONE}) (?:is (?:[^\s.]+ ){{0,8}}?(?i:{_ROLE})\b|(?:covers|writes|reports|edits|joined|studies|lives|grew up"
    r"|has (?:covered|reported|written|worked|been (?:covering|writing|reporting|with)))\b)[^“”\"]*"
)
# What is told of the writer under a line that names them.
_THEY = re.compile(
    r"(?:he|she|they|is an?|before (?:joining|becoming|that)|when (?:he|she|they)|previously"
    r"|outside of work)\b(?!.*\b(?:said|told|added|according)\b)[^“”\"]*\b(?:cover|report|writ|edit|journalis|author"
    r"|books?|degree|lives?|based|stud(?:y|ie)|join|newsroom|awards?|grew up|graduate|work|contribut|can be (?:found"
    r"|reached)|likes?)[^“”\"]*",
    re.IGNORECASE,
)
_BELOW_NAME = re.compile(rf"(?:[\w’'&-]+ ){{0,4}}{_ROLE}(?:,? (?:for|at|in) [^.!?]{{1,40}})?", re.IGNORECASE)
# An organisation on itself, in no time.
_DESCRIBES = re.compile(
    r"(?:(?:The|Our) )?[A-Z][\w&’'.-]*(?: [\w&’'.-]+){0,6} (?:(?:is|are) (?:an? "
    r"|the )(?:[\w’'-]+,? ){0,6}(?:directorate|agency|body|charity|organi[sz]ation|institute|institution"
    r"|think[- ]tank|network|foundation|federation|association|initiative|newsroom|publication|newspaper|programme"
    r"|program|coalition|watchdog|party|movement|company|department|service|project|cent(?:re|er)|group|union)\b"
    r"|has (?:worked|been working|operated)|works (?:in|with|for|to)|unites|employs|monitors|documents|defends"
    r"|brings together|campaigns|takes no|accepts no|receives no)(?!.*\b(?:said|told|says|added)\b).*"
)
_BYLINE = re.compile(rf"[Bb][Yy]:? ({_NAME})")
# What readers write stands below one of these, and nothing else below that.
_SAID = r"(?:comments?|responses|replies)"
_COUNTED = r"\d[\d,.]*[kKmM]?"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
_CLOCK = r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?"
_AGO = (
    r"(?:(?:about |over )?(?:\d{1,3}|an?|one|two|three|four|five) ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?"
    r"|d|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?)\.?(?: ago)?|yesterday|just now)"
)
_COMMENTS = re.compile(
    rf"no comments(?: yet)?|(?:\(?{_COUNTED}\)? |all )?(?:(?:readers?[’']?|users?|your|top|latest|recent|selected"
    rf"|facebook|disqus) )?{_SAID}(?: (?:section|so far|rss|policy|guidelines|below"
    rf"|from readers))?(?::? ?[\[(]?{_COUNTED}[\])]?)?(?: (?:on|to) (?:[“\"].*|this (?:article|entry|post"
    rf"|story)))?(?: ?\|.*)?:?|{_COUNTED} (?:{_SAID}|response|reply|thoughts?) (?:on|to) .{{1,200}}(?<![.!?])"
    r"|comments? by .{1,40}|one (?:comment|reply|response|thought) (?:on|to) [“\"].*"
    rf"|(?:discussion|conversation)s? ?[\[(]{_COUNTED}[\])]|{_COUNTED} conversations"
    r"|(?:discussion|conversation) about this (?:post|article|story)"
    rf"|{_SAID} (?:(?:are|have been) )?(?:now )?(?:closed|disabled|turned off)\b.{{0,80}}"
    r"|(?:leave|post|add|write|submit) (?:a|your) (?:reply|comment|response)\b.*"
    rf"|(?:view|show|read|load|see|hide)(?: (?:all|more|{_COUNTED}))* {_SAID}(?: ?[\[(]{_COUNTED}[\])])?"
    r"|(?:join|start) (?:the|a) (?:conversation|discussion)\W*|be the first to (?:comment|reply|respond)\b.*"
    r"|(?:please |you must )?(?:be )?(?:log(?:ged)?|sign(?:ed)?)[ -]?in to (?:comment|join|leave|post|reply)\b.*"
    r"|sort(?:ed)? by:? ?(?:newest|oldest|best|top|date|most \w+|popular\w*)|(?:newest|oldest) (?:first|\W \w+)"
    r"|(?:comment|commented|posted|submitted) by:? .{1,40}? ?[@•·|—–-].*\d.*|post(?:ed)? ?by:? .{1,40} (?:at|on"
    r"|») .*\d.*"
    rf"|.{{1,40}} on (?:\w+ \d{{1,2}},? \d{{4}}|{_DAY})(?: at \S+(?: [ap]\.?m\.?)?)? (?:said|says|wrote):?"
    rf"|.{{1,40}} (?:said|says|wrote|commented):? (?:{_AGO}|{_DAY}.{{0,20}}):?"
    r"|from (?:the|our) (?:comments|readers):?|(?:what )?(?:our |the )?readers (?:say|said|write|wrote|respond):?"
    r"|your (?:say|views|letters):?|\S+(?: \S+){0,2} said(?:\.{3}|…)|[•*·▪] *\S+(?: \S+){0,3} (?:says|said|wrote):?"
    rf"|{_COUNTED} (?:points?|upvotes?|likes?|claps?|shares?|reactions?|restacks?)(?: ?[·•∙|,] ?.*)?|(?:likes?"
    rf"|thanks?|upvotes?) ?[·•∙:|] ?{_COUNTED}|(?:liked|thanked) by .*\b(?:others?|members?)"
    r"|last edited\b.*\d.*|(?:joined|posts|messages|reputation|location): \S.{0,30}|#\d+(?: \S+,? .*\d.*)?|▲.*|\d+ ▼"
    r"|level \d+|report post|re: .{1,80}|by \S{1,40} » .*\d.*|(?:you )?must be (?:registered|a member) to (?:reply"
    r"|post|comment)\b.*|thread (?:tools|starter)|[-–—*# ]*(?:(?-i:ENDS?|ends|XXX)(?: ?/ ?\w{1,5})?|-30-"
    r"|#{2,})[-–—*# ]*|notes? (?:to|for) (?:the )?editors?:?",
    re.IGNORECASE,
)
# The button below what a reader wrote.
_REPLY = re.compile(r"(?:(?:like|share|report|flag|edit|[↑↓]|\d++) ?+[·•|]?+ ?+)*+reply(?: ?[·•|].*)?", re.IGNORECASE)
# Who wrote a comment, and when: one line, or the name above and the time alone.
_WROTE = re.compile(
    rf"(?:(?P<name>\S.{{0,40}}?)[ ,·•|–—-]+)?(?P<when>{_AGO}|{_DAY}(?:,? (?:at )?{_CLOCK})?)(?: ?[·•|].{{0,40}})?",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?!(?:updated|published|posted|edited|modified|created|live|over|last|about)\b)(?:u/\S+|\w*[\d_]\w*[a-z_]\w*"
    r"|\w*[a-z]\w*[\d_]\w*|[a-z][a-z-]{2,}|[A-Z][a-z]+[A-Z]\w*|[A-Z]\w+ [A-Z]\.?)(?: ?[·•|,] ?.{1,40})?"
)
_TALK = re.compile(
    r".*\b(?:readers?|comments?|discuss\w*|conversations?|talk|thread|responses|reactions|replies|your (?:views?|say"
    r"|thoughts|letters)|have your say|voices|neighbou?rs|community)\b.*",
    re.IGNORECASE,
)

# Below one of these stand links and blurbs.
_PIECES = (
    r"(?:stories|story|articles?|posts?|news|coverage|reading|topics?|(?:internet )?links?|content|updates?|events?"
    r"|headlines|videos?|picks|reads|pages?|tags|podcasts?|(?:press )?releases|statements|reports|publications"
    r"|documents|episodes|galler(?:y|ies))"
)
_BLOCK = re.compile(
    r"(?:tags?|tagged|topics?|sections?|categories|category|filed under|posted in|related topics|labels?|keywords"
    r"|sources?|in this (?:article|story)) ?:.*(?<![.!?])|filed under\b.{0,80}(?<![.!?])|tags"
    rf"|(?:about (?:the|this|our) (?:authors?|writers?|reporters?|contributors?)(?: ?:.*)?|about (?-i:{_NAME}|{_ONE}"
    rf"|the (?:{_NAME}))(?:,? (?-i:[A-Z][\w.]{{1,5}}))?(?: ?:.*)?|about (?:us"
    r"|the (?:organi[sz]ation|company|party|ministry|network|institute|campaign|channel)|this (?:story|article"
    r"|project))|who we are|how we reported .*|page \d+ of \d+|auto-?refresh\b.*|this live ?blog (?:is|has|was) .*"
    rf"|to contact the (?:reporters?|authors?|writers?|editors?)\b.*):?"
    r"|(?:our |the )?(?:references|endnotes|footnotes|bibliography|acknowledge?ments?|downloads?|sources|events"
    r"|works cited):?|(?:suggested citation|cite (?:this|as)|how to cite)\b.*|(?:poll|quiz|.{0,40}\bodds): .*"
    r"|.{0,40}©.*|(?:\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}|(?:the )?(?-i:[A-Z]))).*"
    r"|.{0,400}\ball rights reserved\b.*|what (?:i|we)[’'](?:m|re) (?:reading|watching|hearing).*"
    r"|posted by:? .{1,80}(?<![.!?])|our standards:.*|\W*(?:\w+ ){0,2}(?:reporting|writing|editing|research) (?:by"
    r"|from) (?:the )?(?-i:[A-Z]).*|(?:reporting|pictures?|translation|research|editing|editor|producer|graphics?"
    r"|words): (?-i:[A-Z]).{2,80}|\(?(?:\w+ )?(?:reporting|writing|editing) by .*"
    r"|(?-i:[a-z]{2,5}(?:[-/][a-z]{2,5}){1,5}(?: \([^()]{2,60}\))?|[a-z]{2,3}, \d[\d./-]{4,12}|/[a-z]{2,5}/?"
    r"|\([A-Z]\w+(?: [A-Z]\w+)?\)|[A-Z]\w+(?:/[A-Z]\w+){1,3})|(?:#\w+\s*)+",
    re.IGNORECASE,
)
_SHARING = (
    r"(?:tweet|pin(?: it)?|print|e-?mail|share|facebook|twitter|whatsapp|linkedin|reddit|telegram|flipboard|copy link)"
)
_MAKING = (
    r"(?:text|words|pictures|photographs?|photography|photos?|images?|illustrations?|graphics?|translat(?:ed|ion)"
    r"|edited|written|produced|fact[- ]checked|compiled|sound design|mixing|design(?:ed)?|research|data|video|audio"
    r"|music|art|cover)"
)
_STORY = (
    r"(?:article|story|report|newsletter|piece|post|page|letter|edition|check|series|project|reporting|investigation"
    r"|dispatch|column)"
)
# What may as well stand between two paragraphs: links to other pieces, advertisements, buttons.
_ASIDE = re.compile(
    r"\[[^\[\]]{3,120}\]|most (?:read|popular|viewed|shared|commented)(?: .{1,40})?(?<![.!?])|(?:read |see |explore "
    r"|discover )?more (?:from|on|in|about|to)(?::| ).{1,60}(?<![.!?])"
    rf"|(?:previous|next|related|recommended|trending|popular|latest|top|similar|featured|sponsored|promoted|key"
    rf"|other|older|newer|earlier|load (?:older|more)|show (?:more|key)|more|editor[’']?s[’']?) {_PIECES}(?: (?:in|on"
    rf"|from|about) .{{1,60}}| only)?(?<![.!?])"
    r"|(?:recommended(?: for you)?|you (?:may|might) (?:also )?(?:like|be interested in)|further reading"
    r"|trending(?: now)?|stay connected|jump to|don[’']t miss|up next|key events|in case you missed(?: it)?"
    r"|more for you|keep reading|related|see also|also (?:read|of interest)|(?:what to )?read next"
    r"|editor[’']?s['’]? picks):?|up next on .*|latest [a-z]+(?: [a-z]+)?|recommended (?:for|from|by|reading).{0,40}"
    r"|(?:also read|see also|read (?:also|more)) ?\|.*|read this next\b.*|also on .{1,60}: .*"
    r"|(?:click (?:here )?to )?(?:sign up|subscribe)(?: now| here| today| free)?(?: (?:for|to|here)\b.*)?[.!]?"
    r"|newsletters?|read (?:the (?:rest|full (?:story|article|report))|more)\b.*|(?:read more|related|see also"
    r"|also read|read next|more)(?: here| at .{1,40})? ?[:>»].*|read (?:our|all|some of our) .{1,80}:.*|(?:watch"
    r"|stream) .{1,80}\blive\b.*|(?:watch|listen)(?: to .{1,40})? ?[:>»].*"
    rf"|{_SHARING}(?:[ ,|·/]+{_SHARING})*|(?:advertisement|sponsored(?: content)?)\.?"
    r"|(?:paid|partner|sponsored|promoted|branded) (?:content|post|message|partner)\b.{0,60}(?<![.!?])|(?:live|latest"
    r"|watch|video|gallery|in pictures|explainer|opinion|quiz|profile) ?[:|] .{1,120}(?<![.!?])|(?:vote now"
    r"|where to (?:watch|listen|vote|donate|buy))\b.{0,80}|.{1,60}: (?:where|how|when) to (?:watch|listen).*"
    r"|donate(?: now| today| here)?(?: .*)?|(?:follow )?@\w{2,30}|share(?: (?:this(?: (?:article|story|post|page"
    r"|on .{1,30}))?|on .{1,30}|via .{1,30}))?(?::.*)?|(?:also|elsewhere|more) (?:in|on|from) (?:this|the|our"
    r"|today)\b.*(?<![.!?])|from (?:the|our) archives?\b.*|(?:previous|next|earlier|past|recent|older"
    r"|newer)(?: \w+){0,2} ?: .*|(?:read|see|view|get|download|watch|listen|hear|find|sign|donate|book|order"
    r"|register)\b.{0,120}\bhere\.?|view all\b.*"
    rf"|(?:gift|save|bookmark|hear|play|listen to) (?:this|the) {_STORY}\b.{{0,80}}"
    r"|(?:read aloud|narrated|voiced|powered) by\b.*|\d{1,3}[ -]?min(?:ute)?s?(?: (?:read|listen|watch))?",
    re.IGNORECASE,
)
# One line of boilerplate each.
_NOTICE = re.compile(
    r"(?:editor[’']s note ?[:—–-] ?)?(?:(?:originally|first) (?:published|appeared|posted|broadcast)\b.*"
    rf"|(?:this {_STORY}|the (?:article|story|piece|essay)) (?:(?:was|has been) )?(?:originally |first |also |re-?)"
    r"(?:published|appeared|posted|produced)\b.*|this is (?:the )?(?:\w+ )?(?:of \w+ parts|part \w+|instal?ment)\b.*"
    rf"|(?:an?|the) (?:version|adaptation|extract) of this {_STORY} (?:appear(?:s|ed)?|was|ran|first|is)\b.*"
    rf"|.{{0,200}}\bforward-looking statements\b.*|this {_OWN} (?:(?:also|first|originally) )?(?:is|was|has|have|may"
    rf"|does|will|appear(?:s|ed)|ran|contains|includes|comes"
    r"|forms|draws|reflects|represents)\b.*|an? (?:\w+ ){0,2}(?:version|form|extract|part) of this \w+\b.*"
    r"|this is an? (?:\w+ )?(?:version|extract|translation|excerpt) (?:of|from)\b.*|(?:the|our) interview (?:was"
    r"|has been) (?:\w+ )?(?:edited|shortened|condensed|conducted|translated)\b.*"
    rf"|this {_STORY} (?:appears|appeared|is|was|has (?:not )?been|will be) (?:in the|part|brought|supported|funded"
    rf"|produced"
    r"|updated|re-?published|free|only|available|sponsored|for|edited|translated|adapted|based|written|published"
    r"|public|broadcast|aired|recorded)\b.*|like this:|(?:like )?loading\W*|posted in .{1,80}|(?:the |any "
    r"|all )?(?:opinions|views) (?:are|expressed|in this|here)\b.*|(?=.*\S@\w[\w-]*\.\w).{1,320}"
    r"|.{1,200}\bhttps?://\S+|this (?:is an? (?:developing|breaking|opinion|sponsored)\b|(?:content|report|article"
    r"|story) (?:is for|includes|contains|uses) (?:\w+ ){0,3}(?:subscribers|members|material|content|reporting"
    r"|links)\b).*|more (?:to )?follows?|(?:this|the) (?:story is developing|story will be updated"
    r"|page will be updated)\b.*|.{0,120}\b(?:reporting|journalism|coverage|newsroom) (?:for this \w+ |trip "
    r"|work )?(?:is|was) (?:supported|funded|paid for|made possible)\b.*|.{1,80} (?:receives? (?:\w+ )?(?:support"
    r"|funding|grants?) (?:for|from)|(?:is|are) (?:financed|funded|supported) by)\b.*|.{1,80} (?:is|are) (?:solely"
    r"|alone|not) responsible for\b.*|you(?:[’']re| are|[’']ve| have) (?:getting|receiving|received|reading|read"
    r"|reached|used|viewed) (?:this|our|the|your|all|\d+)\b.*|.{0,200}\bunsubscribe\b.*|thank(?:s"
    r"| you) (?:for (?:reading|subscribing|your support)|to (?:every|all)\w* .{1,40} wrote)\b.*|that[’']s (?:a wrap"
    r"|(?:all|it) (?:for (?:today|now|this week)|from me|from us))\b.*|(?:see you|until|till) (?:next|then|tomorrow"
    r"|soon|on|again)\b.{0,40}|forward (?:it|this)\b.*|(?:yours (?:faithfully|sincerely|truly)|(?:best"
    r"|kind) (?:regards|wishes)|sincerely),?|credits?: .*|.{1,40} \((?-i:[A-Z]{2,5})\)|the (?:writer"
    r"|author)[’']s (?:views|opinions)\b.*|(?:disclosure|disclaimer|funding|correspondence|(?:conflicts? of"
    r"|competing) interests?|(?:editor[’']s |our |now |also |top )?(?:picks?|reads?|gallery|hear more"
    r"|in case you missed it|notes? to editors?))\b ?[:—–(-].*"
    rf"|{_MAKING} (?:by\b|credits? ?:).*|(?:{_MAKING} (?:editor|by)|(?:[\w’'-]+ ){{0,2}}(?:editors?|producers?"
    rf"|reporters?|correspondents?|presenters?|hosts?|camera|subtitles)|(?:additional )?research|graphics?|music"
    rf"|sound): .*(?<![.!?])|(?:[\w-]+ ){{0,3}}by (?-i:{_NAME})(?: ?[|/].*)?"
    r"|(?:(?:printed|published|promoted|paid for|authori[sz]ed|owned|issued)(?: and \w+)? by|responsible ?:)\b.*"
    r"|(?:(?:last|first|story|article) )?(?:updated|published|posted)(?: on| at)?:? .{0,20}\d.{0,40}|(?:were|are|do"
    r"|did|have|got|know|spotted|seen) (?:you|an? (?:news )?(?:tip|story)|something|more)\b.{0,100}\?.*"
    rf"|(?:was this|did this) {_STORY}.{{0,80}}\?.*|(?:how did we|what do you think|what[’']s your).{{0,80}}\?.*"
    r"|(?:report|suggest|spotted) (?:an? )?(?:error|correction|mistake|typo).*|if you(?: or .{1,40})? (?:have|has|are"
    r"|were|know|need|would like)\b.{1,200}\b(?:contact|call|ring|e-?mail|help ?line|get in touch|write to)\b.*"
    r"|(?:(?:press|media) )?contacts?(?: (?:for|us\b|details).{0,40})?:?|(?:media|press) enquiries:?|(?!.*\b(?:said"
    r"|told|says)\b).{0,80}\b(?:views|opinions) (?:of|here|above|in|expressed)\b.{0,80}\b(?:own|alone|authors?)\b.*"
    r"|for (?:media|press|more|further|all)? ?(?:enquiries|inquiries|information|details|interviews)\b.*|(?:media"
    r"|press) (?:contact|office)s? ?:.*|(?:tomorrow|next week|coming up|in our next)\b.*: ?.*|\(?[$€£¥] ?1 = .*"
    r"|with (?:additional )?(?:files|reporting|contributions|inputs?) (?:from|by) .*"
    r"|\W*(?:\w+ )?names? (?:in this \w+ )?(?:has|have) been changed\b.*|.{0,80}\bnames (?:of .{1,40} )?(?:have been"
    r"|were) changed\b.*|(?:background|context|p\.? ?s\.? .*)|.{0,80}(?:\b(?:is|are|on|see|turn to) (?:on )?"
    r"|[:,–—-] ?)pages? \d+\.?|.{0,80}\b(?:charity|company) (?:number|no\.?|registration)\b.*|back to (?:top|home).*"
    r"|part (?:\d|one|two|three|four) of\b.*|.{1,60} is (?:published|edited) by\b.*|(?:e-?mail|contact|twitter): ?\S+"
    r"|.{0,400}\b(?:writers?|reporters?|correspondents?|staff|journalists?)\b.{0,200}\bcontributed(?: (?:from|to)\b.*"
    r"|\.?)"
    rf"|.{{0,400}}\bcontributed (?:to this {_STORY}|(?:additional )?reporting)\b.*|reporting was contributed by\b.*"
    rf"|(?:nothing|no part|some|all|material|information|responses?|replies|the reporting|reporting"
    rf"|\w+) (?:\w+ )?(?:in|of|from|to) this (?:article|publication|story|column)\b.*|the authors? (?:declares?"
    rf"|holds?|owns?|has no|have no)\b.*"
    r"|.{0,200}\bmay (?:not be|only be|be reproduced only)\b(?=.{0,80}\b(?:reproduc|redistribut|rewritten|republish)"
    r"|.{0,40}\bpermission\b).*|.{0,100}\b(?:reproduction|republication|redistribution"
    r"|retransmission)\b.{0,120}\b(?:prohibited|permission)\b.*|.{0,80}\bterms (?:and conditions )?apply\b.*"
    r"|.{1,60} in (?:\w+day|tomorrow|next week)[’']s (?-i:[A-Z])\w+\.?|.{0,40}\b(?:comments|conversation"
    r"|discussion)\b.{0,60}\b(?:civil|on topic|moderated|respectful)\b.*"
    rf"|(?:this|the) (?:writer|author|reporter) is (?:an?\b|(?:[\w-]+ ){{0,3}}(?:{_ROLE}|director|head|chair"
    rf"|student)\b).*|.{{1,80}}\b(?:reporter|writer|editor)\b.{{0,80}}\bcan be reached\b.*"
    r"|(?:privacy policy|terms (?:of (?:use|service)|and conditions))\b.{0,80}(?<![.!?])|reuse this content.*"
    r"|\W*(?:\w+ )?(?:odds|prices) (?:are )?(?:correct|accurate|subject|supplied|provided|via|courtesy)\b.*"
    r"|.{0,200}(?:\b(?:18|21)\+|\bT&Cs?\b|\bgambl\w* responsibly\b|\bfree bets?\b|\bdraw no bet\b).*"
    r"|.{1,80} is an? (?:independent|(?:student|reader|community|volunteer|member)-\w+)\b.{0,60}\b(?:non-?profit"
    r"|charity|news ?(?:site|paper|room|organi[sz]ation))\b.*|.{0,40}\b(?:last|free|remaining) free article.*"
    # What the page does with the piece: gifts, recordings, polls, quotes; and how it was made.
    r"|.{0,80}\barticles? (?:to (?:give|share|gift)|a (?:month|week|day) (?:with|to|for))\b.*"
    rf"|(?:parts? of )?(?:this|the) (?:\w+ )?(?:{_STORY}|text|translation|summary)s? (?:was|were|is) (?:\w+ )?"
    r"(?:translated|produced|generated|written|made|summari[sz]ed)\b.{0,60}\b(?:machine|automat\w+|AI|software)\b.*"
    r"|.{0,80}\b(?:letters|comments|contributions|entries|tips|corrections|clarifications|pictures"
    r"|complaints) (?:of .{1,40} )?(?:may|can|should) be (?:sent|e-?mailed|submitted)\b.*|(?:.{0,60}\b)?the (?:author"
    r"|writer) (?:held|holds|owns) (?:\w+ )?(?:shares?|stocks?)\b.*|.{0,120}\bwas an? (?:\w+ ){0,3}(?:reporter|editor"
    r"|correspondent|columnist|journalist)\b.{0,120}\b(?:wrote|filed)"
    rf" this {_STORY}\b.*"
    r"|(?:\d+|no) (?:people|readers|users) (?:found|find|liked?) this\b.*|from page \w?\d+\b.*|(?:vote|(?:see"
    r"|view) results|cast your vote)(?: .{0,30})?(?<![.!?])|(?:reader )?poll|(?:take|try) (?:our|the"
    r"|this) .{0,40}\b(?:quiz|poll|survey)\b.*|.{0,200}\bhow well do you know\b.*|.{0,120}\b(?:quotes?|prices"
    r"|data) (?:are |is )?delayed\b.*|.{0,200}\b(?:samaritans|(?:help|life|crisis|hot) ?lines?|counsell?ing"
    r"|(?-i:Support))\b.{0,120}\+?\d[\d ()/-]{3,20}\d\b.*|.{0,80}\bthat(?: is|[’']s) where we (?:leave|end|stop"
    r"|close)\b.*|.{0,60}\b(?:coverage|blog) (?:has (?:now )?)?(?:ended|closed|ends)\b.{0,60})",
    re.IGNORECASE,
)
# An outlet turns to its reader: with one of these openings or "you" and "we", about one of its own things.
_ASKS = re.compile(
    r"(?:please |now |to |and |you can (?:also )?|simply )?(?:(?:sign|log) (?:up|in)|subscribe|(?:could|can|will"
    r"|would) you|call|agree|fill|order|book|ring|phone|boost|update|nominate|refer|upload|follow|like|find|join"
    r"|connect|download|get|receive|listen|watch|stream|read|see|view|explore|visit|click|tap|support|help|donate"
    r"|give|become|share|send|tell|e-?mail|contact|write|reach|message|text|submit|vote|take|try|register|add|turn"
    r"|stay|keep|check|enjoy\w*|love|enter|browse|discover|learn|catch|tune|hear|start|upgrade|unlock|continue|manage"
    r"|never|(?:don[’']t|do not) (?:miss|forget)|bet|set|save|make|choose|scan|buy|create|for (?:more|help|all)"
    r"|not an? \w+ yet|reuse|republish|out|consider)\b|(?:if you|want|do you|did you|have you|are you|were you|got"
    r"|have an? |like what|already an?|what do you|what[’']s|your|you(?:[’']ve|[’']re| are| have| may| can)?"
    r"|we(?:[’']d| want| would| rely| use| may| are an?| also| need)|by (?:signing|subscribing|using)|letters"
    r"|as (?:you|a reader))\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:news ?letters?|inbox|subscri(?:be|bers?|bing|ptions?)|podcasts?|episodes?|(?:our|the) (?:[\w-]+ ){0,3}app"
    r"|notifications?|alerts|preferred source|google news|feeds|social media|(?:on|via|our) (?:[\w-]+ )?(?:whatsapp"
    r"|telegram|signal|bluesky|facebook|twitter|instagram|x|threads|mastodon|youtube|tiktok|linkedin)|paywall"
    r"|journalism|(?:our|independent|local|quality) (?:[\w-]+ )?(?:reporting|coverage|work|newsroom|members?|readers?"
    r"|supporters?|forum|channel|group)|other (?:[\w-]+ )?(?:readers|subscribers|supporters)"
    r"|our (?:\w+ )?(?:reporters?|journalists?|team|news ?desk|editors?|coverage|poll|website|site|stories|community"
    r"|policy|guidelines|terms|work|partners|archive|updates|form|survey|petition)|petition|sign up|contact us"
    r"|one reporter|stories like this|you(?: have|[’']ve)? just read|join in|(?:your|an) account|(?:\w+day|today"
    r"|tomorrow|week)[’']s (?:paper|edition|issue|front page)|(?:the|our) editor|journalist may|membership"
    r"|unlimited access|free trial|this (?:article|story|report|post|newsletter|email|piece)|in the comments"
    r"|comments? (?:below|section)|have your say|corrections?|our (?:daily|weekly|morning|free)|(?:daily|morning"
    r"|weekly|port) brief(?:ing)?|latest (?:news|headlines|updates)|cookies|never miss|favou?rites|home ?page"
    r"|live ?blog|your (?:letters|feedback|comments|questions|email|subscription|membership)|tip-?offs?"
    r"|(?:news )?tips?|guidelines|advertis\w+|commission|affiliate|this site|free account|supporters?"
    r"|articles? (?:left|remaining)|free article|member|story ideas?|letter to|questions? about|mail(?:ing)? list)\b"
    r"|\S@\w[\w-]*\.\w",
    re.IGNORECASE,
)
# It does so wherever one of these stands.
_CALLS = re.compile(
    r"\b(?:chip in|give (?:monthly|once|what you can)|every (?:gift|donation) (?:counts|helps|is|you)"
    r"|our (?:\w+ )?goal of|no paywall|pay what (?:you|they) can|we may (?:print|publish) your|tell us (?:in \d+|how)"
    r"|may earn an? (?:[\w-]+ )?commission|to (?:report|flag) an? (?:mistake|error|problem)|(?:only|from"
    r"|just) [£$€]\d[\d.]* (?:a|per) (?:week|month|year)|have your say|vote in (?:our|the) poll|let us know"
    r"|sign up (?:here|now|for our|to our)|click here|(?:log|sign) in here|drop us a line|e-?mail us|message us"
    r"|join us on|tell us (?:what|your|in|about)|(?:in|join) the comments (?:below|section)|share your (?:thoughts"
    r"|views|stor(?:y|ies))|our (?:free |daily |weekly )?(?:newsletter|podcast|app)\b|get in touch with us"
    r"|preferred source|reader-(?:supported|funded)|only subscribers|subscribers? only|paid subscribers?"
    r"|funded by readers|our journalism|your (?:support|donation|gift) (?:helps?|can|will|keeps?|makes?)"
    r"|don[’']t miss out|cancel (?:at )?any ?time|unlimited access|ad-free)\b",
    re.IGNORECASE,
)
# Days and months have a capital and are nobody's name.
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|August|September"
    r"|October|November|December"
)
_ADDRESSED = re.compile(r"\b(?:you|your|we|our|us)\b", re.IGNORECASE)
# Somebody is quoted or reported: a line of news, whatever it is about.
_TOLD = re.compile(r"^[“\"‘«]|\b(?:said|says|told|added|according to|announced|wrote that)\b", re.IGNORECASE)
# Something happened: a past tense that is no participle behind "is", "are" or "be".
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|took|went|came|made|got|gave|fell|rose|held|led|lost|won|sent|shot|told|said|began|broke"
    r"|brought|built|drew|felt|grew|kept|knew|paid|ran|spent|spoke|stood|thought|wrote|became|chose|died|will|would"
    r"|could)\b|(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bby )\b(?!need|indeed|speed|feed)[a-z]{2,}ed\b",
)
# A credit opens with whoever made the piece, and has no words but these, and names.
_LEADING = r"(?:additional(?:ly)?|all|main|lead|header|cover|top|own|other|with|also|originally|work)"
_MAKERS = (
    r"(?:report(?:ing|ers?)|writ(?:ing|ten|ers?)|edit(?:ing|ed|ors?)|photographer|illustrator|design(?:ed|ers?)"
    r"|research(?:ers?)?|translat(?:ion|ed|or)|produc(?:ed|ers?|tion)|mixed|narrated|contribut(?:ed|ing|ors?)"
    r"|assistance|compiled|adapted|reviewed|reprinted|fact-check(?:ed|er|ing))"
)
_MAKES = re.compile(rf"(?:{_LEADING} )*{_MAKERS}\b.*|.*\b(?:contributed|reporting)\W*", re.IGNORECASE)
_MADE = re.compile(
    rf"{_LEADING}|{_MAKERS}|by|from|with|in|at|on|of|the|an?|and|for|via|courtesy|credits?|desk|staff|team"
    r"|agenc(?:y|ies)|bureau|board|editorial|help|first|published|permission|this|story|article|report"
)
# What the article sets right in itself is the article's.
_CORRECTION = re.compile(
    rf"\W*(?:corrections?|clarifications?)\b ?(?:,? .{{1,30}})?[:—–(-].*|\W*(?:corrected|amended) (?:on|at|to)\b.*"
    rf"|\W*(?:this|the) (?:{_STORY}|headline) (?:was|has been) (?:corrected|amended|(?:updated|revised) (?:to"
    rf"|after)\b.*\b(?:correct|wrong|misstat|clarif|remove)\w*)\b.*|\W*an? (?:earlier|previous"
    rf"|original) version of (?:this|the)\b"
    r".*\b(?:mis\w+|incorrect\w*|wrong\w*|said|gave|stated|in error|should have)\b.*",
    re.IGNORECASE,
)
# An agency's credit, run on behind the last paragraph.
_CREDIT = re.compile(r"\s*\((?:Additional )?(?:Reporting|Writing|Editing) by [^()]+\)$")

TAILS = Tails(
    biography=_BIOGRAPHY,
    writes=_WRITES,
    does=_DOES,
    familiar=_FAMILIAR,
    they=_THEY,
    role=_BELOW_NAME,
    describes=_DESCRIBES,
    byline=_BYLINE,
    comments=_COMMENTS,
    begun=re.compile("sort by|.{1,40} says:", re.IGNORECASE),
    reply=_REPLY,
    wrote=_WROTE,
    handle=_HANDLE,
    talk=_TALK,
    block=_BLOCK,
    notice=_NOTICE,
    aside=_ASIDE,
    asks=_ASKS,
    ours=_OURS,
    calls=_CALLS,
    addressed=_ADDRESSED,
    calendar=_CALENDAR,
    told=_TOLD,
    happened=_HAPPENED,
    correction=_CORRECTION,
    makes=_MAKES,
    made=_MADE,
    credit=_CREDIT,
)
