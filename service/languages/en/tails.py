"""The words with which English outlets end an article: comments, biographies, tags, links, notices, credits."""

import re

from service.languages.pack import Tails

_NAME = r"[A-Z][\w'’.-]{0,30}(?: (?:[A-Z][\w'’.-]{0,30}|and|de|la|al|el|van|von|bin)){1,7}"
_ROLE = (
    r"(?:editor|reporter|correspondent|writer|columnist|journalist|contributor|blogger|intern|anchor|producer"
    r"|photographer|critic|bureau chief|freelancer|author|fellow|lecturer|professor)"
)
_BIOGRAPHY = re.compile(rf"({_NAME})(?: \(@\w+\))?,? (?:is|are) (?:[^\s.]+ ){{0,12}}?{_ROLE}s?\b")
# What only a line on its writer says; the name must be new to the article.
_WRITES = re.compile(
    rf"({_NAME})(?: \(@\w+\))?,? (?:covers|writes (?:for|about|on|the)|cover|write (?:for|about)|edits"
    rf"|reports? (?:from|on|for)"
    r"|reported from|has (?:covered|reported (?:on|from|for)|written (?:for|about))"
    r"|(?:is|are) (?:an? |the )?(?:staff|based|senior|assistant|deputy|foreign|chief)\b)[^“”\"]*"
)
_DOES = re.compile(
    rf"({_NAME}),? (?:teaches|lives in|works (?:for|at|as)|chairs|directs|advises|hosts|founded|served as"
    r"|is (?:(?:an? |the )?(?:[\w’'-]+ ){0,6}(?:author|founder|director|historian|economist|lawyer|researcher|scholar"
    r"|teacher|chair|head|member|president|adviser|advisor|consultant|analyst|activist)\b"
    r"|an? (?:[\w’'-]+ ){0,5}[\w’'-]+(?:er|or|ist|ian|ant|ent|man|woman|fellow) (?:at|for|with|and)\b|an? former\b))"
    r"(?!.*\b(?:said|says|told|added|according)\b)[^“”\"]{1,240}"
)
_SIGNED = re.compile(
    rf"({_NAME})(?: \(@\w+\))?,? (?:is|are|was|has|have|covers?|writes?|reports?|works?|joined|lives|can be)\b"
)
_BYLINE = re.compile(rf"[Bb][Yy]:? ({_NAME})")
# What readers write stands below one of these.
_SAID = r"(?:comments?|responses|replies)"
_COUNTED = r"\d[\d,]*"
_COMMENTS = re.compile(
    rf"no comments(?: yet)?|(?:\(?{_COUNTED}\)? |all )?(?:(?:readers?[’']?|users?|your|top|latest|recent|selected"
    rf"|facebook|disqus) )?{_SAID}"
    rf"(?: (?:section|so far|rss|policy|guidelines|below|from readers))?(?::? ?[\[(]?{_COUNTED}[\])]?)?"
    rf"(?: (?:on|to) (?:[“\"].*|this (?:article|entry|post|story)))?(?: ?\|.*)?:?"
    rf"|{_COUNTED} (?:{_SAID}|response|reply|thoughts?) (?:on|to) .{{1,200}}(?<![.!?])"
    r"|one (?:comment|reply|response|thought) (?:on|to) [“\"].*"
    rf"|(?:discussion|conversation)s? ?[\[(]{_COUNTED}[\])]|{_COUNTED} conversations"
    rf"|{_SAID} (?:(?:are|have been) )?(?:now )?(?:closed|disabled|turned off)\b.{{0,80}}"
    r"|(?:leave|post|add|write|submit) (?:a|your) (?:reply|comment|response)\b.*"
    rf"|(?:view|show|read|load|see|hide)(?: (?:all|more|{_COUNTED}))* {_SAID}(?: ?[\[(]{_COUNTED}[\])])?"
    r"|(?:join|start) (?:the|a) (?:conversation|discussion)\W*|be the first to (?:comment|reply|respond)\b.*"
    r"|(?:please |you must )?(?:be )?(?:log(?:ged)?|sign(?:ed)?)[ -]?in to (?:comment|join|leave|post|reply)\b.*"
    r"|sort(?:ed)? by:? ?(?:newest|oldest|best|top|date|most \w+|popular\w*)|(?:newest|oldest) (?:first|\W \w+)"
    r"|(?:comment|commented|posted|submitted) by:? .{1,40}? ?[@•·|—–-].*\d.*|posted by:? .{1,40} (?:at|on) .*\d.*"
    r"|.{1,40} on \w+ \d{1,2},? \d{4}(?: at \S+(?: [ap]\.?m\.?)?)? (?:said|says|wrote):?"
    r"|from (?:the|our) (?:comments|readers):?|(?:what )?(?:our |the )?readers (?:say|said|write|wrote|respond):?"
    r"|your (?:say|views|letters):?|anonymous said\W*|[•*·▪] *\S+(?: \S+){0,3} (?:says|said|wrote):?",
    re.IGNORECASE,
)
# The button below what a reader wrote.
_REPLY = re.compile(r"(?:(?:like|share|report|flag|edit|\d+) ?[·•|] ?)*reply(?: ?[·•|].*)?", re.IGNORECASE)
# Below one of these stand links and blurbs.
_BLOCK = re.compile(
    r"(?:tags?|topics|categories|filed under|posted in|related topics) ?:.*|filed under\b.{0,80}(?<![.!?])|tags"
    r"|(?:about the (?:authors?|writers?|reporters?)|more (?:from|on|in|about) .{1,60}(?<![.!?])|most (?:read|popular"
    r"|viewed)"
    rf"|about (?-i:{_NAME})|(?:what to )?read next|see also|also read|(?:previous|next) (?:article|post|story)"
    r"|(?:related|recommended|trending|popular) (?:stories|articles|posts|news|coverage|reading|topics|links|content)"
    r"|recommended for you|you (?:may|might) (?:also )?(?:like|be interested in)|(?:further|more) reading|up next"
    r"|editor[’']?s['’]? picks|notes (?:to|for) editors):?",
    re.IGNORECASE,
)
_SHARING = (
    r"(?:tweet|pin(?: it)?|print|e-?mail|share|facebook|twitter|whatsapp|linkedin|reddit|telegram|flipboard|copy link)"
)
# One line of boilerplate each.
_NOTICE = re.compile(
    r"(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})).*|.{0,400}\ball rights reserved\b.*|originally published\b.*"
    r"|(?:this|the) (?:story|article|report|piece|post) (?:(?:was|has been) )?(?:originally |first |also |re-?)"
    r"(?:published|appeared|posted|produced)\b.*"
    r"|(?:click (?:here )?to )?(?:sign up|subscribe)(?: now| here| today| free)?(?: (?:for|to|here)\b.*)?[.!]?"
    r"|(?:get|receive) (?:our|the|breaking|more|all)\b.*\b(?:inbox|newsletters?|app)\b.*|newsletters?"
    r"|(?:follow|like|find|join|connect with) .{1,80}\bon (?:twitter|x|facebook|instagram|linkedin|threads|bluesky"
    r"|youtube|telegram|whatsapp)\b.{0,80}"
    r"|(?:read more|related|see also|also read|read next|more)(?: here| at .{1,40})? ?[:>»].*"
    r"|read (?:the (?:rest|full (?:story|article|report))|more)\b.*|(?:advertisement|sponsored(?: content)?)\.?"
    rf"|{_SHARING}(?:[ ,|·/]+{_SHARING})*|like this:|(?:like )?loading\W*|posted in .{{1,80}}"
    r"|enter your e-?mail\b.*|join [\d,]+ (?:other )?(?:followers|readers|subscribers)\b.*"
    r"|support (?:our|independent|quality) (?:journalism|reporting|work)\b.*|donate(?: now| today| here)\b.*"
    r"|(?:the )?(?:opinions|views) expressed\b.*|(?:follow )?@\w{2,30}|[-–—# ]*(?:ends|-30-|#{2,})[-–—# ]*"
    r"|share(?: (?:this(?: (?:article|story|post|page|on .{1,30}))?|on .{1,30}|via .{1,30}))?(?::.*)?|related"
    r"|recommended"
    r"|trending|read (?:our|all|some of our) .{1,80}:.*|keep reading:?|(?:watch|listen)(?: to .{1,40})? ?[:>»].*"
    r"|(?=.*\S@\w[\w-]*\.\w).{1,320}|.{1,200}\bhttps?://\S+"
    r"|(?:get|help|support|become|join) .{0,40}\b(?:member|membership|our (?:whatsapp|telegram) channel)\b.*"
    r"|(?:this|the) (?:is a developing|story is developing|story will be updated|page will be updated)\b.*"
    r"|.{0,120}\b(?:reporting|journalism|coverage|newsroom) (?:is|was) (?:supported|funded|paid for|made possible)\b.*"
    r"|you(?:[’']re| are) (?:getting|receiving|reading) (?:this|our|the)\b.*|.{0,200}\bunsubscribe\b.*"
    r"|forward (?:it|this)\b.*|(?:an?|the) (?:(?:earlier|previous|original) )?version of this\b.*"
    r"|(?:correction|clarification|editor[’']s note|disclosure)\b ?[:—–(-].*|have your say\b.*"
    r"|(?:photographs?|photography|illustrations?|graphics?|translated|translation|edited|fact[- ]checked) by .*"
    r"|(?:last |first )?(?:updated|published)(?: on| at)?:? .{0,20}\d.{0,40}"
    r"|(?:were|are|do|did|have|got|know|spotted|seen) (?:you|an? (?:news )?(?:tip|story)|something|more)\b.{0,100}\?.*"
    r"|(?:was this|how did we|what do you think).{0,80}\?.*|(?:report|suggest|spotted) (?:an? )?(?:error|correction"
    r"|mistake).*"
    r"|if you (?:have|are|were|know|need|would like)\b.{1,200}\b(?:contact|call|e-?mail|help ?line|get in touch"
    r"|write to)\b.*"
    r"|for (?:media|press|more|further) (?:enquiries|inquiries|information|details)\b.*|(?:media|press) (?:contact"
    r"|office)s? ?:.*"
    r"|(?:also|elsewhere|more) (?:in|on|from) (?:this|the|our|today)\b.*(?<![.!?])|from (?:the|our) archives?\b.*"
    r"|(?:previous|next|earlier|past|recent)(?: \w+){0,2} ?: .*|(?:tomorrow|next week|coming up|in our next)\b.*: ?.*"
    r"|\(?[$€£¥] ?1 = .*|with (?:files|reporting|contributions) (?:from|by) .*|.{0,80}\bnames (?:have been"
    r"|were) changed\b.*"
    r"|download (?:our|the)\b.*|visit (?:our|us|the)\b.*|view all\b.*|back to (?:top|home).*|part (?:\d|one|two|three"
    r"|four) of\b.*"
    r"|\W*this (?:article|story|report|newsletter|piece|post|page|series|project|reporting) (?:is|was|has been|will be)"
    r" (?:part|brought|supported|funded|produced|corrected|updated|amended|edited|translated|adapted|based)\b.*"
    r"|\W*(?:corrected|amended) (?:on|at|to)\b.*|.{1,60} is (?:published|edited) by\b.*"
    r"|(?:contact|email|e-mail|reach) .{1,80}@.*|(?:e-?mail|contact|twitter): ?\S+"
    rf"|.{{0,120}}\bcontributed (?:to this (?:story|report|article|piece|dispatch)|reporting)\b.*"
    rf"|\W*(?:additional |with )?(?:reporting|writing|editing) (?:by|from) (?-i:{_NAME}).*"
    r"|the (?:writer|author) is an?\b.*|(?:do you )?have a (?:news )?tip\b.*"
    r"|(?:privacy policy|terms of (?:use|service))\W*|_{2,}",
    re.IGNORECASE,
)
# An agency's credit, run on behind the last paragraph.
_CREDIT = re.compile(r"\s*\((?:Additional )?(?:Reporting|Writing|Editing) by [^()]+\)$")

TAILS = Tails(
    biography=_BIOGRAPHY,
    writes=_WRITES,
    does=_DOES,
    signed=_SIGNED,
    byline=_BYLINE,
    comments=_COMMENTS,
    begun=re.compile("sort by", re.IGNORECASE),
    reply=_REPLY,
    block=_BLOCK,
    notice=_NOTICE,
    credit=_CREDIT,
)
