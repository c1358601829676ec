package import Foundation

/// A real server of mail, aiosmtpd, in a process of its own that fails as it is told.
package final class MailSink {
  /// How it encrypts.
  package enum Encryption: String, Sendable { case none, starttls, implicit }

  /// One mail that it had, as Python's email package reads it.
  package struct Mail: Decodable, Sendable {
    /// A part of it, from the outermost.
    package struct Part: Decodable, Sendable {
      package var type: String
      package var id: String?
      package var disposition: String?
      package var content: Data?

      /// The content as text.
      package var text: String { String(decoding: content ?? Data(), as: UTF8.self) }
    }

    package var mode: String
    /// Whether its recipients would have it now, also if the sender could not know.
    package var taken: Bool
    package var sender: String
    package var recipients: [String]
    package var isEncrypted: Bool
    package var user: String?
    package var fields: [[String]]
    /// What is wrong with its form.
    package var defects: [String]
    /// In bytes.
    package var longestLine: Int
    package var parts: [Part]

    /// The values of all fields of a name.
    package func values(_ name: String) -> [String] {
      fields.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }

    /// The value of the one field of a name; empty if there is none, or are several.
    package func value(_ name: String) -> String {
      let values = values(name)
      return values.count == 1 ? values[0] : ""
    }
  }

  /// Whether it is installed.
  package static let isInstalled =
    (try? CommandLineTool.run("python3", ["-c", "import aiosmtpd"])) != nil

  /// The user and the password that it knows.
  package static let (user, password) = ("ada", "p@ss word")

  private let folder: TemporaryFolder
  private let certificates: TestCertificates?
  private let encryption: Encryption
  private var server: PythonServer?
  /// Where it listens.
  package private(set) var port = 0

  /// Starts it, on a free port.
  ///
  /// - Parameter mode: How it answers: a word of `mail_sink.py`.
  package init(_ mode: String = "ok", encryption: Encryption = .none) throws {
    folder = try TemporaryFolder()
    self.encryption = encryption
    certificates = encryption == .none ? nil : try TestCertificates()
    try set(mode)
    try start()
  }

  /// The certificate by which its own is trusted.
  package var authority: String { certificates?.authority ?? "" }

  /// Answers otherwise from now on.
  package func set(_ mode: String) throws {
    try Data(mode.utf8).write(to: folder.appending("mode"), options: .atomic)
  }

  /// Starts it, where it was before.
  package func start() throws {
    let secure = certificates.map { [encryption.rawValue, $0.certificate, $0.key] } ?? []
    let server = try PythonServer(
      "mail_sink", in: .module, ["\(port)", folder.path("mode"), folder.path("record")] + secure)
    (self.server, port) = (server, server.port)
  }

  /// Ends it at once.
  package func kill() { server?.kill() }

  /// All mails so far, whole ones.
  package var mails: [Mail] {
    guard let text = try? String(contentsOf: folder.appending("record"), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Mail.self, from: Data($0.utf8))
    }
  }
}
