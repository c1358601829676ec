/// What a server of mail answered to one command (RFC 5321).
struct MailReply: Hashable {
  /// What it was an answer to.
  enum Step: Hashable {
    case greeting, hello, encryption, login, sender
    /// The recipient of that number, from 0.
    case recipient(Int)
    /// The mail, and that it comes.
    case content
    case farewell

    var isRecipient: Bool { if case .recipient = self { true } else { false } }
  }

  var step: Step
  var code: Int
  /// Its last line, without the code.
  var text: String

  var isAccepting: Bool { (200..<300).contains(code) }
  /// Whether the same may be taken later.
  var isTemporary: Bool { (400..<500).contains(code) }
  var isRefusing: Bool { (500..<600).contains(code) }
}

/// Follows what is said between a client and a server of mail.
struct MailDialogue {
  private(set) var replies: [MailReply] = []
  private var step = MailReply.Step.greeting
  private var recipients = 0
  private var line: [UInt8] = []

  /// Replies of a server that talks without an end are let go.
  private static let most = 1000
  private static let longestLine = 2000

  /// The client's side; what it says at a login is not kept.
  mutating func sent(_ bytes: some Sequence<UInt8>) {
    // As bytes: to Swift the end of a line is one character.
    func begins(with words: String) -> Bool { bytes.starts(with: words.utf8) }
    if begins(with: "EHLO ") || begins(with: "HELO ") {
      step = .hello
    } else if begins(with: "STARTTLS\r") {
      step = .encryption
    } else if begins(with: "AUTH ") {
      step = .login
    } else if begins(with: "MAIL FROM:") {
      step = .sender
    } else if begins(with: "RCPT TO:") {
      step = .recipient(recipients)
      recipients += 1
    } else if begins(with: "DATA\r"), recipients > 0 {
      step = .content
    } else if begins(with: "QUIT\r"), step != .login {
      // What a login says could look like it.
      step = .farewell
    }
  }

  /// The server's side.
  mutating func received(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if byte == 10 {
        take()
        line = []
      } else if line.count < Self.longestLine {
        line.append(byte)
      }
    }
  }

  private mutating func take() {
    let text = String(decoding: line.last == 13 ? line.dropLast() : line[...], as: UTF8.self)
    // A line with a hyphen is not the last.
    guard let code = Int(text.prefix(3)), text.count == 3 || text.dropFirst(3).first == " ",
      replies.count < Self.most
    else { return }
    replies.append(MailReply(step: step, code: code, text: String(text.dropFirst(4))))
  }
}
