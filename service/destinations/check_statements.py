"""What Meedan Check is asked and told, in its GraphQL: `lib/relay.idl` of meedan/check-api."""

# Of this team what it lets fact-checks have, and the fact-checks under a tag, thrown away or not.
FIND = """query ($team: String!, $tags: [String]) {
  team(slug: $team) {
    get_languages
    verification_statuses
    live: articles(article_type: "fact-check", tags: $tags, trashed: false, limit: 2) { nodes { ...Known } }
    trashed: articles(article_type: "fact-check", tags: $tags, trashed: true, limit: 2) { nodes { ...Known } }
  }
}
fragment Known on ArticleUnion { ... on FactCheck { id claim_description { id } } }"""

CREATE = """mutation ($fact: CreateFactCheckInput!) {
  createFactCheck(input: $fact) { fact_check { id claim_description { id } } }
}"""

UPDATE = """mutation ($fact: UpdateFactCheckInput!, $claim: UpdateClaimDescriptionInput!) {
  updateFactCheck(input: $fact) { fact_check { id } }
  updateClaimDescription(input: $claim) { claim_description { id } }
}"""

UPDATE_FACT_CHECK = """mutation ($fact: UpdateFactCheckInput!) {
  updateFactCheck(input: $fact) { fact_check { id } }
}"""

UPDATE_CLAIM = """mutation ($claim: UpdateClaimDescriptionInput!) {
  updateClaimDescription(input: $claim) { claim_description { id } }
}"""

# A tip, and whether somebody described its claim already.
TIP = """query ($tip: String!) {
  project_media(ids: $tip) { dbid claim_description { dbid description fact_check { id } } }
}"""

DESCRIBE = """mutation ($claim: CreateClaimDescriptionInput!) {
  createClaimDescription(input: $claim) { claim_description { dbid } }
}"""

# What bots said to a tip.
ANSWERS = """query ($tip: String!) {
  project_media(ids: $tip) { dbid dynamic_annotations_team_bot_response(last: 50) { nodes { id content } } }
}"""

ANSWER = """mutation ($answer: CreateDynamicInput!) {
  createDynamic(input: $answer) { dynamic { id } }
}"""

CHANGE_ANSWER = """mutation ($answer: UpdateDynamicInput!) {
  updateDynamic(input: $answer) { dynamic { id } }
}"""
