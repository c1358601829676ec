/// What a dialogue with a server of mail comes to.
struct MailVerdict {
  /// The recipients for whom the server has taken the mail, by their numbers.
  var reached: Set<Int> = []
  var outcome: DeliveryOutcome

  /// Seconds after which a login is tried again that was refused: servers lock out who tries often.
  static let pauseAfterLogin = 900.0

  /// - Parameters:
  ///   - exchange: What was said.
  ///   - host: The server's name.
  ///   - recipients: To whom the mail went, in their order.
  ///   - areRest: Whether there are others, who have the mail.
  ///   - shown: A server's text as it may be told.
  init(
    _ exchange: MailExchange.Outcome, host: String, recipients: [String], areRest: Bool,
    shown: (String) -> String
  ) {
    func answer(_ reply: MailReply) -> String { "\(reply.code) \(shown(reply.text))" }
    var temporary: [String] = []
    var refused: [String] = []
    for reply in exchange.replies {
      guard case .recipient(let number) = reply.step, recipients.indices.contains(number) else { continue }
      if reply.isAccepting { reached.insert(number) }
      if reply.isTemporary { temporary.append("\(recipients[number]) (\(answer(reply)))") }
      if reply.isRefusing { refused.append("\(recipients[number]) (\(answer(reply)))") }
    }
    if exchange.replies.contains(where: { $0.step == .content && $0.isAccepting }), !reached.isEmpty {
      if let first = temporary.first {
        outcome = .refused("\(host) does not take mail for \(first) now")
      } else if let first = refused.first {
        let others = refused.count > 1 ? " and \(refused.count - 1) more" : ""
        outcome = .partly("\(host) refuses \(first)\(others)")
      } else {
        outcome = .delivered
      }
      return
    }
    reached = []
    let isNobodyLeft = temporary.count + refused.count == recipients.count
    if areRest, isNobodyLeft {
      // Others have it: neither is everybody out of reach, nor is all of it to be given up.
      outcome =
        temporary.first.map { .refused("\(host) does not take mail for \($0) now") }
        ?? .partly("\(host) refuses \(refused[0])")
      return
    }
    switch exchange.failure {
    case .stopped: outcome = .unavailable("the station stops")
    case .noEncryption:
      outcome = .unavailable("\(host) offers no encryption by STARTTLS; without, nothing is sent there")
    default: outcome = Self.refusal(exchange, host, temporary: temporary, refused: refused, answer)
    }
    // The connection may have ended before all recipients were named.
    if case .refused = outcome, exchange.replies.last?.step.isRecipient == true, !isNobodyLeft {
      outcome = .unavailable("\(host): the connection was cut")
    }
  }

  /// What the last refusal means; without one, the connection failed.
  private static func refusal(
    _ exchange: MailExchange.Outcome, _ host: String, temporary: [String], refused: [String],
    _ answer: (MailReply) -> String
  ) -> DeliveryOutcome {
    let end = exchange.replies.last { $0.step != .farewell }
    let last = end.flatMap { $0.code >= 400 ? $0 : nil }
    let isLogin = exchange.failure == .noLogin || last?.step == .login
    if isLogin, last?.isTemporary != true {
      // The server's own words may repeat what was sent.
      let code = last.map { " (\($0.code))" } ?? ""
      return .unavailable(
        "\(host) refuses the login\(code); check user and password", after: Self.pauseAfterLogin)
    }
    if last?.code == 530 {
      return .unavailable("\(host) asks for a login (530); give user and password", after: pauseAfterLogin)
    }
    guard let last else {
      if case .other(let reason) = exchange.failure { return .unavailable("\(host): \(reason)") }
      return .unavailable("\(host) did not take the mail")
    }
    switch last.step {
    case .login: return .unavailable("\(host) cannot check the login now (\(last.code))")
    case .recipient:
      if refused.isEmpty {
        return .unavailable("\(host) does not take mail for \(temporary.first ?? "anybody") now")
      }
      return .refused("\(host) refuses \(refused[0])")
    case .sender, .content:
      return last.isTemporary
        ? .unavailable("\(host) does not take mail now: \(answer(last))")
        : .refused("\(host) refuses the mail: \(answer(last))")
    // Before the mail: whatever it is, it is no fault of this one.
    case .greeting, .hello, .encryption, .farewell: break
    }
    return .unavailable("\(host) does not take mail now: \(answer(last))")
  }
}
