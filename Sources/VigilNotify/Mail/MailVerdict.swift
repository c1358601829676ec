import VigilCore

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
    var temporary = Refusals()
    var refused = Refusals()
    for reply in exchange.replies {
      guard case .recipient(let number) = reply.step, recipients.indices.contains(number) else { continue }
      if reply.isAccepting { reached.insert(number) }
      if reply.isTemporary { temporary.add(recipients[number], reply.code, answer(reply)) }
      if reply.isRefusing { refused.add(recipients[number], reply.code, answer(reply)) }
    }
    if exchange.replies.contains(where: { $0.step == .content && $0.isAccepting }), !reached.isEmpty {
      outcome =
        !temporary.isEmpty
        ? .refused(temporary.putOff(by: host))
        : !refused.isEmpty ? .partly(refused.refused(by: host)) : .delivered
      return
    }
    reached = []
    let isNobodyLeft = temporary.count + refused.count == recipients.count
    if areRest, isNobodyLeft {
      // Others have it: neither is everybody out of reach, nor is all of it to be given up.
      outcome =
        temporary.isEmpty ? .partly(refused.refused(by: host)) : .refused(temporary.putOff(by: host))
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
    _ exchange: MailExchange.Outcome, _ host: String, temporary: Refusals, refused: Refusals,
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
      return refused.isEmpty ? .unavailable(temporary.putOff(by: host)) : .refused(refused.refused(by: host))
    case .sender, .content:
      guard !last.isTemporary else { break }
      return .refused(NotifyReason("\(host) refuses the mail (\(last.code))", detail: answer(last)))
    // Before the mail: whatever it is, it is no fault of this one.
    case .greeting, .hello, .encryption, .farewell: break
    }
    return .unavailable(
      NotifyReason("\(host) does not take mail now (\(last.code))", detail: answer(last)))
  }

  /// Recipients whom a server did not take; who they are and what it said of them is for the log only.
  private struct Refusals {
    private(set) var count = 0
    private var codes: [Int] = []
    private var answers: [String] = []

    var isEmpty: Bool { count == 0 }

    mutating func add(_ recipient: String, _ code: Int, _ answer: String) {
      count += 1
      if !codes.contains(code) { codes.append(code) }
      answers.append("\(recipient) (\(answer))")
    }

    /// They may be taken later.
    func putOff(by host: String) -> NotifyReason {
      NotifyReason("\(host) does not take mail for \(words) now", detail: detail)
    }

    /// They will not be taken.
    func refused(by host: String) -> NotifyReason {
      NotifyReason("\(host) refuses \(words)", detail: detail)
    }

    private var words: String {
      guard count > 0 else { return "anybody" }
      return (count == 1 ? "a recipient" : "\(count) recipients")
        + " (\(codes.map { "\($0)" }.joined(separator: ", ")))"
    }

    private var detail: String { PlainText.line(answers.joined(separator: "; "), longest: 2000) }
  }
}
