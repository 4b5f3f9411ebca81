// How well a party is known: KYC gaps, anonymity, addresses, website, mail, line of business.
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "re2/re2.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

using Role = v1::TransactionParty;

bool Verified(const v1::TransactionParty& party, absl::string_view field) {
  for (const std::string& refused : party.kyc().refused_fields()) {
    if (refused == field) return false;
  }
  for (const std::string& verified : party.kyc().verified_fields()) {
    if (verified == field) return true;
  }
  return party.kyc().level() == v1::Kyc::FULL && field != "ultimate_parent" && field != "hq_country";
}

// A name that is only an account on a ledger.
bool IsWalletName(absl::string_view name) {
  static const auto* const kWallet = new RE2(
      "(?i)(?:0x[0-9a-f]{2,}[.\\x{2026}]*[0-9a-f]*|bc1[0-9a-z]{8,}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-"
      "z]{33})");
  return RE2::FullMatch(re2::StringPiece(name.data(), name.size()), *kWallet);
}

v1::Tri Anonymous(const v1::TransactionParty& party) {
  if (party.kyc().identity_verified() == v1::YES || party.kyc().wallet_bound() == v1::YES ||
      Verified(party, "legal_name")) {
    return v1::NO;
  }
  if (party.kyc().identity_verified() == v1::NO) return v1::YES;
  return TriOf(party.party().name().empty() || IsWalletName(party.party().name()));
}

bool HasOwners(const FactContext& ctx, const v1::TransactionParty& party, const v1::PartyInputs& found) {
  if (!party.owners().empty() || found.ownership().has_owners()) return true;
  for (const v1::TransactionParty& other : ctx.txn.parties()) {
    if (FactContext::HasRole(other, Role::UBO) && !other.party().name().empty()) return true;
  }
  return false;
}

// What the deal needs to know about this party and does not.
void FillGaps(const FactContext& ctx, const v1::TransactionParty& party, const v1::PartyInputs& found,
              v1::PartyFacts* fact) {
  const auto need = [&](bool known, const char* field) {
    if (!known && !Verified(party, field)) fact->add_kyc_missing(field);
  };
  const bool public_body =
      party.kind() == Role::UNIVERSITY || party.kind() == Role::GOVERNMENT || party.state_body() == v1::YES;
  bool country =
      !fact->incorporation_country().empty() || !fact->hq_country().empty() || party.party().countries_size() > 0;
  for (const v1::PartyAddress& address : party.addresses()) country = country || !address.country().empty();
  need(!party.party().name().empty() && fact->anonymous() != v1::YES, "legal_name");
  need(!party.party().ids().empty(), "registration");
  need(country, "country");
  need(!fact->hq_country().empty(), "hq_country");
  // What we buy for ourselves asks for the supplier's identity, not for his owners.
  if (fact->supplier() == v1::YES && fact->renter() != v1::YES) return;
  // Headquarters in D:5 or Macau decide alone; the parent adds nothing.
  need(!fact->parent_country().empty() || fact->hq_d5() == v1::YES, "ultimate_parent");
  need(HasOwners(ctx, party, found) || public_body, "beneficial_owners");
  need(fact->industry() != v1::PartyFacts::INDUSTRY_UNKNOWN, "industry");
  const v1::EndUse& use = ctx.txn.end_use();
  const bool end_use = !use.statement().empty() || use.certificate() == v1::YES ||
                       ctx.txn.compute().workload() != v1::Compute::WORKLOAD_UNSPECIFIED;
  need(end_use, "end_use");
  // A fully known buyer whose end user is he himself says so by the role; another verified source may, too.
  need(ctx.out.txn().end_user_known() == v1::YES, "end_user");
  if (ctx.out.txn().sub() == v1::YES) {
    bool destination = ctx.out.item().empty() ? !ctx.txn.destination().empty() : true;
    for (const v1::ItemFacts& item : ctx.out.item()) {
      destination = destination && (item.sub() != v1::YES || !item.destination().empty());
    }
    if (!destination) fact->add_kyc_missing("destination");
  }
}

void FillAddress(const v1::TransactionParty& party, const v1::PartyInputs& found, v1::PartyFacts* fact) {
  // As the place of delivery, or as the only address known.
  v1::Tri agent = v1::NO;
  std::vector<std::string> details;
  const bool sole = party.addresses_size() == 1;
  if (party.addresses().empty() && party.party().addresses().empty()) agent = v1::UNKNOWN;
  for (int i = 0; i < party.addresses_size(); ++i) {
    const v1::PartyAddress& address = party.addresses(i);
    if (!sole && address.kind() != v1::PartyAddress::DELIVERY) continue;
    v1::Tri here = Or(Or(address.is_agent(), address.is_residential()), address.is_po_box());
    const char* what = address.is_residential() == v1::YES ? "residential"
                       : address.is_po_box() == v1::YES    ? "PO box"
                                                           : "agent";
    for (const v1::AddressSharing& sharing : found.addresses()) {
      if (sharing.address_index() == i && sharing.known_agent()) here = v1::YES;
    }
    agent = Or(agent, here);
    if (here == v1::YES) details.push_back(absl::StrCat(address.raw(), " (", what, ")"));
  }
  for (const v1::AddressSharing& sharing : found.addresses()) {
    if (party.addresses().empty() && sharing.known_agent()) {
      agent = v1::YES;
      details.push_back(sharing.address());
    }
  }
  fact->set_agent_address(agent);
  fact->set_agent_detail(absl::StrJoin(details, "; "));
}

std::string HostOf(absl::string_view website) {
  std::string host = absl::AsciiStrToLower(website);
  const size_t scheme = host.find("://");
  if (scheme != std::string::npos) host.erase(0, scheme + 3);
  host = host.substr(0, host.find_first_of("/?#:"));
  if (absl::StartsWith(host, "www.")) host.erase(0, 4);
  return host;
}

bool SameSite(absl::string_view mail_domain, absl::string_view host) {
  return mail_domain == host || absl::EndsWith(mail_domain, absl::StrCat(".", host)) ||
         absl::EndsWith(host, absl::StrCat(".", mail_domain));
}

void FillPresence(const FactContext& ctx, const v1::TransactionParty& party, v1::PartyFacts* fact) {
  if (!party.websites().empty()) {
    fact->set_no_website(v1::NO);
  } else {
    fact->set_no_website(party.has_website() == v1::UNKNOWN ? v1::UNKNOWN : TriOf(party.has_website() == v1::NO));
  }
  v1::PartyFacts::Mail mail = v1::PartyFacts::MAIL_UNKNOWN;
  for (const std::string& email : party.emails()) {
    const size_t at = email.rfind('@');
    if (at == std::string::npos) continue;
    const std::string domain = absl::AsciiStrToLower(email.substr(at + 1));
    if (ctx.tables.InSet("FREE_MAIL", domain, ctx.as_of)) {
      mail = v1::PartyFacts::MAIL_FREE;
      break;
    }
    bool own = party.websites().empty();
    for (const std::string& website : party.websites()) own = own || SameSite(domain, HostOf(website));
    if (mail == v1::PartyFacts::MAIL_UNKNOWN || !own) {
      mail = own ? v1::PartyFacts::MAIL_OWN_DOMAIN : v1::PartyFacts::MAIL_OTHER_DOMAIN;
    }
  }
  fact->set_mail(mail);
}

void FillIndustry(const FactContext& ctx, const v1::TransactionParty& party, v1::PartyFacts* fact) {
  // Lines of business that are told by the kind need no code.
  const bool told = party.kind() == Role::UNIVERSITY || party.kind() == Role::GOVERNMENT ||
                    party.kind() == Role::FINANCIAL || party.kind() == Role::MANUFACTURING ||
                    party.kind() == Role::CLOUD_PROVIDER;
  v1::PartyFacts::Industry industry = told ? v1::PartyFacts::INDUSTRY_PLAUSIBLE : v1::PartyFacts::INDUSTRY_UNKNOWN;
  for (const std::string& code : party.industry_codes()) {
    const std::string word = ctx.tables.WordOf("IMPLAUSIBLE_INDUSTRY", code, ctx.as_of);
    if (!word.empty() && !told) {
      industry = v1::PartyFacts::INDUSTRY_IMPLAUSIBLE;
      fact->set_industry_detail(code);
      break;
    }
    industry = v1::PartyFacts::INDUSTRY_PLAUSIBLE;
  }
  fact->set_industry(industry);
  const bool end = FactContext::HasAnyRole(party, Role::ULTIMATE_CONSIGNEE, Role::END_USER);
  bool logistics = party.kind() == Role::LOGISTICS;
  if (party.kind() == Role::KIND_UNSPECIFIED) {
    logistics = !ctx.tables.WordOf("LOGISTICS_WORDS", party.party().name(), ctx.as_of).empty();
    for (const std::string& code : party.industry_codes()) {
      logistics = logistics || !ctx.tables.WordOf("LOGISTICS_WORDS", code, ctx.as_of).empty();
    }
  }
  fact->set_forwarder_end(TriOf(end && logistics && ctx.out.txn().sub() == v1::YES));
}

}  // namespace

void ComputeIdentityFacts(FactContext* ctx) {
  for (int i = 0; i < ctx->txn.parties_size(); ++i) {
    const v1::TransactionParty& party = ctx->txn.parties(i);
    const v1::PartyInputs& found = *ctx->findings[static_cast<size_t>(i)];
    v1::PartyFacts* fact = ctx->out.mutable_party(i);
    fact->set_anonymous(Anonymous(party));
    FillIndustry(*ctx, party, fact);
    FillGaps(*ctx, party, found, fact);
    FillAddress(party, found, fact);
    FillPresence(*ctx, party, fact);
  }
  // An anonymous customer leaves the capacity's real user undisclosed.
  v1::Tri disclosed = v1::NO;
  v1::Tri dedicated = v1::NO;
  const v1::Compute& compute = ctx->txn.compute();
  const bool built_to_order = !compute.dedicated_to().empty() || compute.dedicated() == v1::YES ||
                              compute.exclusivity_bp() >= ctx->tables.Parameter("OWNLIKE_EXCLUSIVITY_BP", ctx->as_of);
  for (const v1::PartyFacts& fact : ctx->out.party()) {
    if (fact.renter() != v1::YES) continue;
    if (fact.anonymous() != v1::YES && !fact.name().empty()) disclosed = v1::YES;
    if (built_to_order) dedicated = Or(dedicated, fact.d5());
  }
  ctx->out.mutable_txn()->set_customer_disclosed(disclosed);
  ctx->out.mutable_txn()->set_dedicated_d5(dedicated);
}

}  // namespace cordon
