import CCurl
import Foundation
import VigilCore
import VigilStationConfiguration

/// One mail given to a server, by libcurl; blocks.
final class MailExchange {
  /// A server and how it is spoken to.
  struct Server: Sendable {
    var address: URL
    var encryption: ChannelSettings.Encryption
    var authorities: String?
    var user: Secret?
    var password: Secret?
    /// The most seconds that a mail may take.
    var timeout: Double
  }

  /// What came of it.
  struct Outcome {
    var replies: [MailReply]
    /// Why there are no more; nil if the server took the mail or refused it.
    var failure: Failure?
  }
  /// What ended it before its end.
  enum Failure: Hashable {
    case stopped
    /// The server has no STARTTLS, or cannot do it.
    case noEncryption
    /// The server refuses the login, or has no way to log in that is known.
    case noLogin
    case other(String)
  }

  private let transfer: CurlTransfer
  private let stop: StopRequest
  private let clocks: Clocks
  private var dialogue = MailDialogue()
  private var recipients: UnsafeMutablePointer<curl_slist>?
  private var head: UnsafeMutablePointer<curl_slist>?
  private var body: OpaquePointer?
  private var farewell: Double?

  /// How long a server may take to say goodbye, in seconds.
  private static let longestFarewell = 2.0

  /// Prepares a mail.
  ///
  /// - Parameter picture: JPEG, shown in the page.
  init(
    _ text: MailText, picture: Data?, to server: Server, from: MailAddress, recipients: [MailAddress],
    clocks: Clocks, stop: StopRequest
  ) {
    transfer = CurlTransfer(timeout: server.timeout)
    (self.stop, self.clocks) = (stop, clocks)
    for recipient in recipients {
      self.recipients = curl_slist_append(self.recipients, "<\(recipient.text)>")
    }
    for field in text.head { head = curl_slist_append(head, field) }
    connect(to: server)
    transfer.set(CURLOPT_MAIL_FROM, "<\(from.text)>")
    vigil_curl_set_list(transfer.handle, CURLOPT_MAIL_RCPT, self.recipients)
    vigil_curl_allow_refused_recipients(transfer.handle)
    vigil_curl_set_list(transfer.handle, CURLOPT_HTTPHEADER, head)
    body = write(text, picture)
    vigil_curl_set_pointer(transfer.handle, CURLOPT_MIMEPOST, body.map { UnsafeMutableRawPointer($0) })
    listen()
  }

  deinit {
    transfer.close()
    curl_mime_free(body)
    curl_slist_free_all(recipients)
    curl_slist_free_all(head)
  }

  private func connect(to server: Server) {
    vigil_curl_set_mail_only(transfer.handle)
    transfer.set(CURLOPT_URL, server.address.absoluteString)
    // The environment may name a proxy for the web.
    transfer.set(CURLOPT_PROXY, "")
    transfer.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    vigil_curl_set_encryption(
      transfer.handle, server.encryption == .none ? 0 : 1, server.encryption == .required ? 1 : 0)
    if let file = server.authorities { transfer.set(CURLOPT_CAINFO, file) }
    if let user = server.user, let password = server.password {
      transfer.set(CURLOPT_USERNAME, user.revealed)
      transfer.set(CURLOPT_PASSWORD, password.revealed)
    }
    // Else the end of the connection, with its goodbye, would come when nobody can cut it short.
    transfer.set(CURLOPT_FORBID_REUSE, 1)
  }

  /// The parts of the mail: a text, and the same as a page with the picture in it.
  private func write(_ text: MailText, _ picture: Data?) -> OpaquePointer? {
    guard let whole = curl_mime_init(transfer.handle) else { return nil }
    add(Data(text.plain.utf8), "text/plain; charset=utf-8", "quoted-printable", to: whole)
    guard let picture, let related = curl_mime_init(transfer.handle) else {
      add(Data(text.page.utf8), "text/html; charset=utf-8", "quoted-printable", to: whole)
      return whole
    }
    add(Data(text.page.utf8), "text/html; charset=utf-8", "quoted-printable", to: related)
    let part = add(picture, "image/jpeg", "base64", to: related)
    var fields = curl_slist_append(nil, "Content-ID: <picture>")
    fields = curl_slist_append(fields, "Content-Disposition: inline; filename=\"picture.jpg\"")
    curl_mime_headers(part, fields, 1)
    let pair = curl_mime_addpart(whole)
    // It belongs to the other from here on.
    if curl_mime_subparts(pair, related) != CURLE_OK { curl_mime_free(related) }
    curl_mime_type(pair, "multipart/related")
    return whole
  }

  @discardableResult
  private func add(_ content: Data, _ type: String, _ encoder: String, to mime: OpaquePointer)
    -> OpaquePointer?
  {
    let part = curl_mime_addpart(mime)
    content.withUnsafeBytes { bytes in
      _ = curl_mime_data(part, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
    }
    curl_mime_type(part, type)
    curl_mime_encoder(part, encoder)
    return part
  }

  /// Follows the dialogue, and cuts its end short.
  private func listen() {
    let me = Unmanaged.passUnretained(self).toOpaque()
    vigil_curl_set_trace(
      transfer.handle,
      { _, type, bytes, count, pointer in
        guard let bytes, let pointer else { return 0 }
        let content = UnsafeRawBufferPointer(start: bytes, count: count)
        Unmanaged<MailExchange>.fromOpaque(pointer).takeUnretainedValue().note(type, content)
        return 0
      }, me)
    vigil_curl_set_progress(
      transfer.handle,
      { pointer, _, _, _, _ in
        guard let pointer else { return 0 }
        return Unmanaged<MailExchange>.fromOpaque(pointer).takeUnretainedValue().isOver ? 1 : 0
      }, me)
  }

  private func note(_ type: curl_infotype, _ content: UnsafeRawBufferPointer) {
    if type == CURLINFO_HEADER_OUT {
      if content.starts(with: Array("QUIT".utf8)) { farewell = clocks.now() }
      dialogue.sent(content)
    } else if type == CURLINFO_HEADER_IN {
      dialogue.received(content)
    }
  }

  private var isOver: Bool {
    stop.isRequested || farewell.map { clocks.now() - $0 >= Self.longestFarewell } ?? false
  }

  /// Gives the mail to the server.
  func run() -> Outcome {
    guard body != nil else { return Outcome(replies: [], failure: .other("there is no memory for a mail")) }
    let code = transfer.run(stop: stop)
    let failure: Failure? =
      switch code {
      case nil, CURLE_ABORTED_BY_CALLBACK: .stopped
      case CURLE_OK: nil
      case CURLE_USE_SSL_FAILED: .noEncryption
      case CURLE_LOGIN_DENIED: .noLogin
      case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .other("it does not speak SMTP")
      case let code?: .other(transfer.reason(code))
      }
    return Outcome(replies: dialogue.replies, failure: failure)
  }
}
