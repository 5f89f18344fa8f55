"""The words with which English outlets end an article: comments, biographies, links, notices, appeals, credits."""

import re

from service.languages.pack import Tails

_NAME = r"[A-Z][\w'’.-]{0,30}(?: (?:[A-Z][\w'’.-]{0,30}|and|&|de|la|al|el|van|von|bin)){1,7}"
_ONE = r"[A-Z][\w'’-]{1,30}"
_ROLE = (
    r"(?:editor|reporter|correspondent|writer|columnist|journalist|contributor|blogger|intern|anchor|producer"
    r"|photographer|critic|bureau chief|freelancer|author|fellow|lecturer|professor)"
)
_WORK = (
    r"(?:writ(?:es|ing|er)|written (?:for|about|on)|cover(?:s|ed|ing)|report(?:s|ing|ed) (?:on|from|for)|edit(?:s"
    r"|ors?|ed)"
    r"|reporters?|column\w*|journalis\w+|authors?|novel\w*|books?|[Pp][Hh]\.?[Dd]|studied|lecturer|newsroom|newspaper"
    r"|magazine"
    r"|freelanc\w+)"
)
_BIOGRAPHY = re.compile(
    rf"((?:Dr |Prof(?:essor|\.)? )?{_NAME})(?: \(@\w+\))?,? (?:is|are) (?:[^\s.]+ ){{0,12}}?{_ROLE}s?\b"
    rf"|({_NAME})(?:, [^,“”\"]{{2,80}},)? (?:is|has been|has|spent|grew up|studied|began|joined|trained|lives|works"
    rf"|runs"
    rf"|hosts|leads)\b(?!.*\b(?:said|says|told|added|according)\b).{{0,300}}\b{_WORK}\b"
)
# What only a line on its writer says; the name must be new to the article.
_WRITES = re.compile(
    rf"(?:(?i:{_ROLE}) )?({_NAME})(?: \(@\w+\))?,? (?:covers|writes (?:for|about|on|the)|cover|write (?:for|about)"
    r"|edits|reports? (?:from|on|for)"
    r"|reported from|has been (?:with|at|on|an? )\b|assisted with"
    r"|has (?:covered|spent|reported (?:on|from|for)|written (?:for|about))"
    r"|(?:is|are) (?:an? |the )?(?:staff|based|senior|assistant|deputy|foreign|chief)\b)[^“”\"]*"
    rf"|(?:An? |The |With )[^,“”\"]{{3,160}}, ({_ONE}(?: {_ONE})?)"
    r" (?:has (?:covered|reported|written|worked)|covers|writes|reports)\b[^“”\"]*"
    rf"|({_NAME}), an? [^,“”\"]{{2,80}}, (?:writes|covers|reports)\b[^“”\"]*"
    rf"|({_ONE}(?: {_ONE})?) reported from {_ONE}(?! that\b)[^“”\"]*"
)
_DOES = re.compile(
    rf"({_NAME})(?:, (?!who\b)[^“”\"]{{2,120}})?,? (?:teaches|lives in|works (?:for|at|as)|chairs|directs"
    r"|advises|hosts|founded|served as"
    r"|is (?:(?:an? |the )?(?:[\w’'-]+ ){0,6}(?:author|founder|director|historian|economist|lawyer|researcher|scholar"
    r"|teacher|chair|head|member|president|(?:managing |senior )partner|junior|sophomore|(?:phd"
    r"|doctoral) (?:candidate|student)"
    r"|adviser|advisor|consultant|analyst|activist)\b"
    r"|(?:an? |the )?(?:[\w’'-]+ ){0,5}[\w’'-]*(?:er|or|ist|ian|ant|ent|man|woman|fellow|residence)"
    r" (?:at|for|with|and|of)\b"
    r"|(?:an?|the) former\b))"
    r"(?!.*\b(?:said|says|told|added|according)\b)[^“”\"]{1,240}"
    rf"|({_NAME})[’']s? (?:(?:most recent|latest|new|first|next|forthcoming|debut) )?(?:book|novel|memoir)s? .*"
)
# By the first name alone: somebody whom a line beside the story names.
_FAMILIAR = re.compile(
    rf"({_ONE}) (?:is (?:[^\s.]+ ){{0,8}}?(?i:{_ROLE})\b|(?:covers|writes|reports|edits|joined|studies|lives|grew up"
    r"|has (?:covered|reported|written|worked|been (?:covering|writing|reporting|with)))\b)[^“”\"]*"
)
# What is told of the writer under a line that names them.
_THEY = re.compile(
    r"(?:he|she|they|is an?|before (?:joining|becoming|that)|when (?:he|she|they)|previously|outside of work)\b"
    r"(?!.*\b(?:said|told|added|according)\b)[^“”\"]*\b(?:cover|report|writ|edit|journalis|author|books?|degree|lives?"
    r"|based|stud(?:y|ie)|join|newsroom|awards?|grew up|graduate|work|contribut|can be (?:found|reached)"
    r"|likes?)[^“”\"]*",
    re.IGNORECASE,
)
_BELOW_NAME = re.compile(rf"(?:[\w’'&-]+ ){{0,4}}{_ROLE}(?:,? (?:for|at|in) [^.!?]{{1,40}})?", re.IGNORECASE)
# An organisation on itself, in no time.
_DESCRIBES = re.compile(
    r"(?:(?:The|Our) )?[A-Z][\w&’'.-]*(?: [\w&’'.-]+){0,6} (?:(?:is|are) (?:an? |the )(?:[\w’'-]+,? ){0,6}"
    r"(?:directorate|agency|body|charity|organi[sz]ation|institute|institution|think[- ]tank|network|foundation"
    r"|federation|association|initiative|newsroom|publication|newspaper|programme|program|coalition|watchdog|party|movement"
    r"|company|department|service|project|cent(?:re|er)|group|union)\b"
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
    r"(?:(?:about |over )?(?:\d{1,3}|an?|one|two|three|four|five) ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d"
    r"|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?)\.?(?: ago)?|yesterday|just now)"
)
_COMMENTS = re.compile(
    rf"no comments(?: yet)?|(?:\(?{_COUNTED}\)? |all )?(?:(?:readers?[’']?|users?|your|top|latest|recent|selected"
    rf"|facebook|disqus) )?{_SAID}"
    rf"(?: (?:section|so far|rss|policy|guidelines|below|from readers))?(?::? ?[\[(]?{_COUNTED}[\])]?)?"
    rf"(?: (?:on|to) (?:[“\"].*|this (?:article|entry|post|story)))?(?: ?\|.*)?:?"
    rf"|{_COUNTED} (?:{_SAID}|response|reply|thoughts?) (?:on|to) .{{1,200}}(?<![.!?])"
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
    rf"|{_COUNTED} (?:points?|upvotes?|likes?|claps?|shares?|reactions?|restacks?)(?: ?[·•∙|,] ?.*)?"
    rf"|(?:likes?|thanks?|upvotes?) ?[·•∙:|] ?{_COUNTED}|(?:liked|thanked) by .*\b(?:others?|members?)"
    r"|last edited\b.*\d.*|(?:joined|posts|messages|reputation|location): \S.{0,30}|#\d+(?: \S+,? .*\d.*)?|▲.*|\d+ ▼"
    r"|level \d+"
    r"|report post|re: .{1,80}|by \S{1,40} » .*\d.*"
    r"|(?:you )?must be (?:registered|a member) to (?:reply|post|comment)\b.*|thread (?:tools|starter)"
    r"|[-–—*# ]*(?:(?-i:ENDS?|ends|XXX)(?: ?/ ?\w{1,5})?|-30-|#{2,})[-–—*# ]*|notes? (?:to"
    r"|for) (?:the )?editors?:?",
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
    r"(?!(?:updated|published|posted|edited|modified|created|live|over|last|about)\b)"
    r"(?:u/\S+|\w*[\d_]\w*[a-z_]\w*|\w*[a-z]\w*[\d_]\w*|[a-z][a-z-]{2,}|[A-Z][a-z]+[A-Z]\w*|[A-Z]\w+ [A-Z]\.?)"
    r"(?: ?[·•|] ?.{1,40})?"
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
    r"|sources?"
    r"|in this (?:article|story)) ?:.*(?<![.!?])"
    r"|filed under\b.{0,80}(?<![.!?])|tags"
    rf"|(?:about (?:the|this|our) (?:authors?|writers?|reporters?|contributors?)(?: ?:.*)?|most (?:read|popular"
    rf"|viewed|shared"
    r"|commented)(?: .{1,40})?(?<![.!?])"
    r"|(?:read |see |explore |discover )?more (?:from|on|in|about|to)(?::| ).{1,60}(?<![.!?])"
    rf"|about (?-i:{_NAME}|the (?:{_NAME}))(?:,? (?-i:[A-Z][\w.]{{1,5}}))?(?: ?:.*)?"
    r"|(?:what to )?read next|see also|also read"
    rf"|(?:previous|next|related|recommended|trending|popular|latest|top|similar|featured|sponsored|promoted|key|other"
    rf"|older|newer|earlier|load (?:older|more)|show (?:more|key)|more|editor[’']?s[’']?) {_PIECES}(?: (?:in|on|from"
    rf"|about)"
    r" .{1,60}| only)?(?<![.!?])"
    r"|recommended(?: for you)?|you (?:may|might) (?:also )?(?:like|be interested in)|further reading|about (?:us"
    r"|the (?:organi[sz]ation|company|party|ministry|network|institute|campaign|channel)"
    r"|this (?:story|article|project))|who we are|how we reported .*|page \d+ of \d+|trending now|stay connected"
    r"|jump to|don[’']t miss|up next|key events|in case you missed(?: it)?|more for you|keep reading"
    r"|auto-?refresh\b.*|this live ?blog (?:is|has|was) .*|editor[’']?s['’]? picks|up next on .*|trending"
    r"|related"
    rf"|to contact the (?:reporters?|authors?|writers?|editors?)\b.*):?"
    r"|(?:our |the )?(?:references|endnotes|footnotes|bibliography|acknowledge?ments?|downloads?|sources|events"
    r"|works cited):?|(?:suggested citation|cite (?:this|as)|how to cite)\b.*"
    r"|what (?:i|we)[’'](?:m|re) (?:reading|watching|hearing).*"
    r"|(?:poll|quiz|.{0,40}\bodds): .*|.{0,40}©.*|(?:\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}|(?:the )?(?-i:[A-Z]))).*"
    r"|.{0,400}\ball rights reserved\b.*"
    r"|latest [a-z]+(?: [a-z]+)?|recommended (?:for|from|by|reading).{0,40}"
    r"|posted by:? .{1,80}(?<![.!?])|our standards:.*"
    r"|\W*(?:\w+ ){0,2}(?:reporting|writing|editing|research) (?:by|from) (?:the )?(?-i:[A-Z]).*"
    r"|(?:reporting|pictures?|translation|research|editing|editor|producer|graphics?|words): (?-i:[A-Z]).{2,80}"
    r"|also of interest|(?:also read|see also|read (?:also|more)) ?\|.*|\[[^\[\]]{3,120}\]"
    r"|\(?(?:\w+ )?(?:reporting|writing|editing) by .*"
    r"|(?-i:[a-z]{2,5}(?:[-/][a-z]{2,5}){1,5}|/[a-z]{2,5}/?"
    r"|\([A-Z]\w+(?: [A-Z]\w+)?\)|[A-Z]\w+(?:/[A-Z]\w+){1,3})|(?:#\w+\s*)+",
    re.IGNORECASE,
)
_SHARING = (
    r"(?:tweet|pin(?: it)?|print|e-?mail|share|facebook|twitter|whatsapp|linkedin|reddit|telegram|flipboard|copy link)"
)
_MAKING = (
    r"(?:text|words|pictures|photographs?|photography|photos?|images?|illustrations?|graphics?|translat(?:ed|ion)"
    r"|edited|written|produced"
    r"|fact[- ]checked|compiled|sound design|mixing|design(?:ed)?|research|data|video|audio|music|art|cover)"
)
_STORY = (
    r"(?:article|story|report|newsletter|piece|post|page|letter|edition|check|series"
    r"|project|reporting|investigation|dispatch|column)"
)
# One line of boilerplate each.
_NOTICE = re.compile(
    r"(?:originally|first) (?:published|appeared|posted|broadcast)\b.*"
    rf"|(?:this|the) {_STORY} (?:(?:was|has been) )?(?:originally |first |also |re-?)"
    r"(?:published|appeared|posted|produced)\b.*|this is (?:the )?(?:\w+ )?(?:of \w+ parts|part \w+|instal?ment)\b.*"
    rf"|(?:an?|the) (?:version|adaptation|extract) of this {_STORY} (?:appear(?:s|ed)?|was|ran|first|is)\b.*"
    rf"|this {_STORY} (?:appears|appeared|is|was|has (?:not )?been|will be) (?:in the|part|brought|supported|funded"
    rf"|produced"
    r"|updated|re-?published|free|only|available|sponsored|for"
    r"|edited|translated|adapted|based|written|published|public|broadcast|aired|recorded)\b.*"
    r"|(?:click (?:here )?to )?(?:sign up|subscribe)(?: now| here| today| free)?(?: (?:for|to|here)\b.*)?[.!]?"
    r"|newsletters?|read (?:the (?:rest|full (?:story|article|report))|more)\b.*"
    r"|(?:read more|related|see also|also read|read next|more)(?: here| at .{1,40})? ?[:>»].*"
    rf"|{_SHARING}(?:[ ,|·/]+{_SHARING})*|like this:|(?:like )?loading\W*|posted in .{{1,80}}"
    r"|(?:advertisement|sponsored(?: content)?)\.?|donate(?: now| today| here)?(?: .*)?"
    r"|(?:the |any |all )?(?:opinions|views) (?:expressed|in this|here)\b.*|(?:follow )?@\w{2,30}"
    r"|share(?: (?:this(?: (?:article|story|post|page|on .{1,30}))?|on .{1,30}|via .{1,30}))?(?::.*)?"
    r"|read (?:our|all|some of our) .{1,80}:.*|keep reading:?|(?:watch|stream) .{1,80}\blive\b.*|(?:watch"
    r"|listen)(?: to .{1,40})? ?[:>»].*"
    r"|(?=.*\S@\w[\w-]*\.\w).{1,320}|.{1,200}\bhttps?://\S+"
    r"|this (?:is an? (?:developing|breaking|opinion|sponsored)\b|(?:content|report|article|story) (?:is for|includes"
    r"|contains|uses) (?:\w+ ){0,3}(?:subscribers|members|material|content|reporting"
    r"|links)\b).*"
    r"|more (?:to )?follows?|(?:this|the) (?:story is developing|story will be updated|page will be updated)\b.*"
    r"|.{0,120}\b(?:reporting|journalism|coverage|newsroom) (?:for this \w+ )?(?:is|was) (?:supported|funded|paid for"
    r"|made possible)\b.*"
    r"|.{1,80} (?:receives? (?:\w+ )?(?:support|funding|grants?) (?:for|from)"
    r"|(?:is|are) (?:financed|funded|supported) by)\b.*"
    r"|.{1,80} (?:is|are) (?:solely|alone|not) responsible for\b.*"
    r"|you(?:[’']re| are|[’']ve| have) (?:getting|receiving|received|reading|read|reached) (?:this|our|the|your)\b.*"
    r"|.{0,200}\bunsubscribe\b.*|thank(?:s| you) (?:for (?:reading|subscribing|your support)|to (?:every"
    r"|all)\w* .{1,40} wrote)\b.*|that[’']s (?:a wrap|(?:all|it) (?:for (?:today"
    r"|now|this week)|from me|from us))\b.*|(?:see you|until|till) (?:next|then|tomorrow|soon|on|again)\b.{0,40}"
    r"|forward (?:it|this)\b.*|(?:yours (?:faithfully|sincerely|truly)|(?:best|kind) (?:regards|wishes)|sincerely),?"
    r"|read this next\b.*|also on .{1,60}: .*|credits?: .*|.{1,40} \((?-i:[A-Z]{2,5})\)|the (?:writer"
    r"|author)[’']s (?:views|opinions)\b.*"
    r"|(?:editor[’']s note|disclosure|disclaimer|funding|correspondence|(?:conflicts? of|competing) interests?"
    r"|(?:editor[’']s |our |now |also |top )?(?:picks?|reads?|gallery|hear more|in case you missed it"
    r"|notes? to editors?))\b ?[:—–(-].*"
    rf"|{_MAKING} (?:by\b|credits? ?:).*|(?:{_MAKING} (?:editor|by)|(?:[\w’'-]+ ){{0,2}}(?:editors?"
    rf"|producers?|reporters?|correspondents?|presenters?|hosts?|camera|subtitles)|(?:additional )?research|graphics?"
    rf"|music|sound): .*(?<![.!?])"
    rf"|(?:[\w-]+ ){{0,3}}by (?-i:{_NAME})(?: ?[|/].*)?"
    r"|(?:(?:printed|published|promoted|paid for|authori[sz]ed|owned|issued)(?: and \w+)? by|responsible ?:)\b.*"
    r"|(?:(?:last|first|story|article) )?(?:updated|published|posted)(?: on| at)?:? .{0,20}\d.{0,40}"
    r"|(?:were|are|do|did|have|got|know|spotted|seen) (?:you|an? (?:news )?(?:tip|story)|something|more)\b.{0,100}\?.*"
    rf"|(?:was this|did this) {_STORY}.{{0,80}}\?.*|(?:how did we|what do you think|what[’']s your).{{0,80}}\?.*"
    r"|(?:report|suggest|spotted) (?:an? )?(?:error|correction|mistake|typo).*"
    r"|if you(?: or .{1,40})? (?:have|has|are|were|know|need|would like)\b.{1,200}\b(?:contact|call|ring|e-?mail"
    r"|help ?line|get in touch"
    r"|write to)\b.*"
    r"|(?:(?:press|media) )?contacts?(?: (?:for|us\b|details).{0,40})?:?|(?:media|press) enquiries:?"
    r"|(?!.*\b(?:said|told|says)\b).{0,80}\b(?:views|opinions) (?:of|here|above|in|expressed)\b"
    r".{0,80}\b(?:own|alone|authors?)\b.*"
    r"|for (?:media|press|more|further|all)? ?(?:enquiries|inquiries|information|details|interviews)\b.*"
    r"|(?:media|press) (?:contact|office)s? ?:.*"
    r"|(?:also|elsewhere|more) (?:in|on|from) (?:this|the|our|today)\b.*(?<![.!?])|from (?:the|our) archives?\b.*"
    r"|(?:previous|next|earlier|past|recent|older|newer)(?: \w+){0,2} ?: .*|(?:tomorrow|next week|coming up"
    r"|in our next)\b.*: ?.*"
    r"|\(?[$€£¥] ?1 = .*|with (?:additional )?(?:files|reporting|contributions|inputs?) (?:from|by) .*"
    r"|\W*(?:\w+ )?names? (?:in this \w+ )?(?:has|have) been changed\b.*|.{0,80}\bnames (?:have been"
    r"|were) changed\b.*"
    r"|(?:background|context|p\.? ?s\.? .*)"
    r"|.{0,80}(?:\b(?:is|are|on|see|turn to) (?:on )?|[:,–—-] ?)pages? \d+\.?"
    r"|.{0,80}\b(?:charity|company) (?:number|no\.?|registration)\b.*"
    r"|(?:read|see|view|download|watch|listen|hear|find|sign|donate|book|order|register)\b.{0,120}\bhere\.?"
    r"|view all\b.*|back to (?:top|home).*|part (?:\d|one|two|three|four) of\b.*"
    r"|.{1,60} is (?:published|edited) by\b.*"
    r"|(?:e-?mail|contact|twitter): ?\S+"
    r"|.{0,400}\b(?:writers?|reporters?|correspondents?|staff|journalists?)\b.{0,200}\bcontributed"
    r"(?: (?:from|to)\b.*|\.?)"
    rf"|.{{0,400}}\bcontributed (?:to this {_STORY}|(?:additional )?reporting)\b.*|reporting was contributed by\b.*"
    rf"|(?:nothing|no part|some|all|material|information|responses?|replies|the reporting|reporting"
    rf"|\w+) (?:\w+ )?(?:in|of|from|to)"
    rf" this (?:article|publication|story|column)\b.*|the authors? (?:declares?|holds?|owns?|has no|have no)\b.*"
    r"|.{0,200}\bmay (?:not be|only be|be reproduced only)\b(?=.{0,80}\b(?:reproduc|redistribut|rewritten|republish)"
    r"|.{0,40}"
    r"\bpermission\b).*"
    r"|.{0,100}\b(?:reproduction|republication|redistribution|retransmission)\b.{0,120}\b(?:prohibited|permission)\b.*"
    r"|.{0,40}\bcomments\b.{0,60}\b(?:civil|on topic|moderated|respectful)\b.*"
    rf"|(?:this|the) (?:writer|author|reporter) is (?:an?\b|(?:[\w-]+ ){{0,3}}(?:{_ROLE}|director|head|chair"
    rf"|student)\b).*|.{{1,80}}\b(?:reporter|writer|editor)\b.{{0,80}}\bcan be reached\b.*"
    r"|(?:privacy policy|terms (?:of (?:use|service)|and conditions))\b.{0,80}(?<![.!?])|reuse this content.*"
    r"|\W*(?:\w+ )?(?:odds|prices) (?:are )?(?:correct|accurate|subject|supplied|provided|via|courtesy)\b.*"
    r"|.{0,200}(?:\b(?:18|21)\+|\bT&Cs?\b|\bgambl\w* responsibly\b|\bfree bets?\b|\bdraw no bet\b).*"
    r"|.{1,80} is an? (?:independent|(?:student|reader|community|volunteer|member)-\w+)\b.{0,60}"
    r"\b(?:non-?profit|charity|news ?(?:site|paper|room|organi[sz]ation))\b.*"
    r"|.{0,40}\b(?:last|free|remaining) free article.*"
    # What the page does with the piece: gifts, recordings, polls, quotes; and how it was made.
    rf"|(?:gift|save|bookmark|hear|play|listen to) (?:this|the) {_STORY}\b.{{0,80}}"
    r"|.{0,80}\barticles? (?:to (?:give|share|gift)|a (?:month|week|day) (?:with|to|for))\b.*"
    r"|(?:read aloud|narrated|voiced|powered) by\b.*|\d{1,3}[ -]?min(?:ute)?s?(?: (?:read|listen|watch))?"
    rf"|(?:parts? of )?(?:this|the) (?:\w+ )?(?:{_STORY}|text|translation|summary)s? (?:was|were|is) (?:\w+ )?"
    r"(?:translated|produced|generated|written|made|summari[sz]ed)\b.{0,60}\b(?:machine|automat\w+|AI|software)\b.*"
    r"|.{0,80}\b(?:letters|comments|contributions|entries|tips) (?:of .{1,40} )?(?:may|can|should) be (?:sent|e-?mailed"
    r"|submitted)\b.*|(?:.{0,60}\b)?the (?:author|writer) (?:held|holds|owns) (?:\w+ )?(?:shares?|stocks?)\b.*"
    r"|.{0,120}\bwas an? (?:\w+ ){0,3}(?:reporter|editor|correspondent|columnist|journalist)\b.{0,120}\b(?:wrote|filed)"
    rf" this {_STORY}\b.*"
    r"|from page \w?\d+\b.*|(?:vote|(?:see|view) results|cast your vote)(?: .{0,30})?(?<![.!?])|(?:reader )?poll"
    r"|(?:take|try) (?:our|the|this) .{0,40}\b(?:quiz|poll|survey)\b.*|.{0,200}\bhow well do you know\b.*"
    r"|.{0,120}\b(?:quotes?|prices|data) (?:are |is )?delayed\b.*"
    r"|.{0,200}\b(?:samaritans|(?:help|life|crisis|hot) ?lines?|counsell?ing|(?-i:Support))\b"
    r".{0,120}\+?\d[\d ()/-]{3,20}\d\b.*"
    r"|.{0,80}\bthat(?: is|[’']s) where we (?:leave|end|stop|close)\b.*"
    r"|.{0,60}\b(?:coverage|blog) (?:has (?:now )?)?(?:ended|closed|ends)\b.{0,60}",
    re.IGNORECASE,
)
# An outlet turns to its reader: with one of these openings or "you" and "we", about one of its own things.
_ASKS = re.compile(
    r"(?:please |now |to |and |you can (?:also )?|simply )?(?:(?:sign|log) (?:up|in)|subscribe"
    r"|order|book|ring|phone|boost|update|nominate|refer|upload|follow|like|find|join|connect|download|get|receive|listen|watch|stream|read|see|view|explore|visit|click|tap"
    r"|support|help|donate|give|become|share|send|tell|e-?mail|contact|write|reach|message|text|submit|vote|take|try"
    r"|register|add|turn|stay|keep|check|enjoy\w*|love|enter|browse|discover|learn|catch|tune|hear|start|upgrade"
    r"|unlock|continue|manage|never|(?:don[’']t|do not) (?:miss|forget)"
    r"|bet|set|save|make|choose|scan|buy|create|for (?:more|help"
    r"|all)|not an? \w+ yet|reuse|republish|out|consider)\b"
    r"|(?:if you|want|do you|did you|have you|are you|were you|got|have an? |like what|already an?|what do you"
    r"|what[’']s"
    r"|your|you(?:[’']ve|[’']re| are| have| may| can)?|we(?:[’']d| want| would| rely| use| may| are an?| also| need)"
    r"|by (?:signing|subscribing|using)|letters|as (?:you|a reader))\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:news ?letters?|inbox|subscri(?:be|bers?|bing|ptions?)|podcasts?|episodes?|(?:our|the) (?:[\w-]+ ){0,3}app"
    r"|notifications?|alerts|preferred source|google news|feeds|social media|(?:on|via|our) (?:[\w-]+ )?(?:whatsapp"
    r"|telegram"
    r"|signal|bluesky|facebook|twitter|instagram|x|threads|mastodon|youtube|tiktok|linkedin)|paywall|journalism"
    r"|(?:our|independent|local|quality) (?:[\w-]+ )?(?:reporting|coverage|work|newsroom|members?|readers?"
    r"|supporters?|forum|channel|group)|other (?:[\w-]+ )?(?:readers|subscribers|supporters)"
    r"|our (?:reporters?|journalists?|team|news ?desk|editors?|coverage|poll|website|site|stories|community|policy"
    r"|guidelines|terms|work|partners|archive)|(?:the|our) editor|journalist may|membership|unlimited access|free trial"
    r"|this (?:article|story|report|post|newsletter|email|piece)|in the comments|comments? (?:below|section)"
    r"|have your say|corrections?|our (?:daily|weekly|morning|free)|(?:daily|morning|weekly|port) brief(?:ing)?"
    r"|latest (?:news|headlines|updates)|cookies|never miss|favou?rites|home ?page|live ?blog|your (?:letters"
    r"|feedback|comments|questions|email|subscription|membership)|tip-?offs?|(?:news )?tips?|guidelines|advertis\w+"
    r"|commission|affiliate|this site|free account|supporters?|articles? (?:left|remaining)|free article"
    r"|member|story ideas?|letter to|questions? about|mail(?:ing)? list)\b|\S@\w[\w-]*\.\w",
    re.IGNORECASE,
)
# It does so wherever one of these stands.
_CALLS = re.compile(
    r"\b(?:chip in|give (?:monthly|once|what you can)|every (?:gift|donation) (?:counts|helps|is|you)"
    r"|our (?:\w+ )?goal of|no paywall|pay what (?:you|they) can|we may (?:print|publish) your|tell us (?:in \d+|how)"
    r"|may earn an? (?:[\w-]+ )?commission|to (?:report|flag) an? (?:mistake|error|problem)"
    r"|(?:only|from|just) [£$€]\d[\d.]* (?:a|per) (?:week|month|year)"
    r"|have your say|vote in (?:our|the) poll|let us know|sign up (?:here|now|for our|to our)"
    r"|click here|(?:log"
    r"|sign) in here|drop us a line"
    r"|e-?mail us|message us|join us on|tell us (?:what|your|in|about)|(?:in|join) the comments (?:below|section)"
    r"|share your (?:thoughts|views|stor(?:y|ies))|our (?:free |daily |weekly )?(?:newsletter|podcast|app)\b"
    r"|get in touch with us|preferred source|reader-(?:supported|funded)|only subscribers|subscribers? only"
    r"|paid subscribers?|funded by readers|our journalism|your (?:support"
    r"|donation"
    r"|gift) (?:helps?|can|will|keeps?|makes?)|don[’']t miss out|cancel (?:at )?any ?time|unlimited access|ad-free)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\b(?:you|your|we|our|us)\b", re.IGNORECASE)
# Somebody is quoted or reported: a line of news, whatever it is about.
_TOLD = re.compile(r"^[“\"‘«]|\b(?:said|says|told|added|according to|announced|wrote that)\b", re.IGNORECASE)
# Something happened: a past tense that is no participle behind "is", "are" or "be".
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|took|went|came|made|got|gave|fell|rose|held|led|lost|won|sent"
    r"|shot|told|said|began|broke|brought|built|drew|felt|grew|kept|knew|paid|ran|spent|spoke|stood"
    r"|thought|wrote|became|chose|died|will|would|could)\b"
    r"|(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bby )\b(?!need|indeed|speed|feed)[a-z]{2,}ed\b",
)
# What the article sets right in itself is the article's.
_CORRECTION = re.compile(
    rf"\W*(?:corrections?|clarifications?)\b ?(?:,? .{{1,30}})?[:—–(-].*|\W*(?:corrected|amended) (?:on|at|to)\b.*"
    rf"|\W*(?:this|the) (?:{_STORY}|headline) (?:was|has been) (?:corrected|amended|updated (?:to"
    rf"|after)\b.*\b(?:correct|wrong"
    rf"|misstat|clarif|remove))\b.*|\W*an? (?:earlier|previous|original) version of (?:this|the)\b"
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
    asks=_ASKS,
    ours=_OURS,
    calls=_CALLS,
    addressed=_ADDRESSED,
    told=_TOLD,
    happened=_HAPPENED,
    correction=_CORRECTION,
    credit=_CREDIT,
)
