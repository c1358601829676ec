import CCurl
import Foundation

/// One GET request and its response, made with libcurl. Every method blocks until there is something to return.
///
/// The body is read piece by piece, so the server has to wait while the caller writes to the disk. Releasing the
/// exchange closes the connection.
final class HTTPExchange {
  /// Why no response came, or only part of one.
  enum Failure: Error {
    /// libcurl gave up: its code, its explanation, and `errno` or 0.
    case curl(CURLcode, detail: String, systemError: Int32)
    /// The connection was silent for too long.
    case silent
    /// The task was cancelled.
    case cancelled
  }

  /// What to ask for.
  struct Request {
    var address: URL
    /// Lines such as `Accept: */*`.
    var headers: [String]
    /// The user name and password to send, if this server may have them.
    var user: String?
    var password: String?
    /// A file of certificates to trust instead of the system's.
    var certificates: URL?
  }

  private let transfer: UnsafeMutableRawPointer
  private let loop: UnsafeMutableRawPointer
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let detail: UnsafeMutablePointer<CChar>
  private let readTimeout: Duration

  private var head: ResponseHead?
  private var headBytes = 0
  private var isHeadComplete = false
  private var body: [UInt8] = []
  private var outcome: CURLcode?
  /// When the last byte arrived.
  private var heard = ContinuousClock.now

  /// Prepares a request; nothing is sent before ``receiveHead()``.
  init(_ request: Request, _ options: DownloadOptions) {
    // Thread-safe, as Swift's static properties are, and done once.
    _ = Self.library
    guard let transfer = curl_easy_init(), let loop = curl_multi_init() else {
      preconditionFailure("no memory for a transfer of libcurl")
    }
    self.transfer = transfer
    self.loop = loop
    detail = .allocate(capacity: Int(CURL_ERROR_SIZE))
    detail.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    readTimeout = options.readTimeout
    for header in request.headers { headers = curl_slist_append(headers, header) }
    configure(request, options)
    curl_multi_add_handle(loop, transfer)
  }

  deinit {
    curl_multi_remove_handle(loop, transfer)
    curl_easy_cleanup(transfer)
    curl_multi_cleanup(loop)
    curl_slist_free_all(headers)
    detail.deallocate()
  }

  /// Sends the request and waits for the status and headers of the response.
  func receiveHead() throws(Failure) -> ResponseHead {
    try wait { isHeadComplete }
    guard let head, isHeadComplete else { throw failure(CURLE_WEIRD_SERVER_REPLY) }
    return head
  }

  /// Waits for the next bytes of the body, a few megabytes at most; nil after the last.
  func receiveBytes() throws(Failure) -> [UInt8]? {
    try wait { !body.isEmpty }
    guard !body.isEmpty else { return nil }
    defer { body.removeAll(keepingCapacity: true) }
    return body
  }

  /// Lets libcurl work until the condition holds or the response has ended.
  private func wait(until isReady: () -> Bool) throws(Failure) {
    // The time since the last piece was the caller's, not the server's.
    heard = .now
    while !isReady() {
      guard !Task.isCancelled else { throw .cancelled }
      if let outcome {
        guard outcome == CURLE_OK else { throw failure(outcome) }
        return
      }
      work()
      guard !isReady(), outcome == nil else { continue }
      // Until then libcurl's own time-out for connecting applies.
      if !isConnected { heard = .now }
      let left = readTimeout - (.now - heard)
      guard left > .zero else { throw .silent }
      // At most a tenth of a second, so that a cancelled task is noticed soon.
      curl_multi_poll(loop, nil, 0, Int32(min(100, (left / .milliseconds(1)).rounded(.up))), nil)
    }
  }

  /// Transfers what can be transferred without waiting; the callbacks below receive it.
  private func work() {
    var (running, left) = (Int32(0), Int32(0))
    let code = curl_multi_perform(loop, &running)
    guard code == CURLM_OK else {
      outcome = CURLE_OUT_OF_MEMORY
      return
    }
    while let message = curl_multi_info_read(loop, &left) {
      if message.pointee.msg == CURLMSG_DONE { outcome = message.pointee.data.result }
    }
  }

  private var isConnected: Bool {
    var microseconds: curl_off_t = 0
    return vigil_curl_get_time(transfer, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK
      && microseconds > 0
  }

  private func failure(_ code: CURLcode) -> Failure {
    var systemError = 0
    vigil_curl_get_long(transfer, CURLINFO_OS_ERRNO, &systemError)
    let words = String(cString: detail)
    return .curl(
      code, detail: words.isEmpty ? String(cString: curl_easy_strerror(code)) : words,
      systemError: Int32(truncatingIfNeeded: systemError))
  }

  fileprivate func takeHeadLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    heard = .now
    // Trailers, after a body in chunks.
    guard !isHeadComplete else { return true }
    headBytes += bytes.count
    guard headBytes <= Self.largestHead else { return false }
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    if let begun = ResponseHead(statusLine: line) {
      head = begun
    } else if line.isEmpty {
      // Interim responses, such as 103, come before the real one.
      isHeadComplete = (head?.status ?? 0) >= 200
    } else {
      head?.add(line: line)
    }
    return true
  }

  fileprivate func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) {
    heard = .now
    body += bytes
  }

  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
  private static let largestHead = 256 << 10
}

// MARK: Options

extension HTTPExchange {
  private func configure(_ request: Request, _ options: DownloadOptions) {
    var parts = URLComponents(url: request.address, resolvingAgainstBaseURL: true)
    // Credentials are set below, and only where they may go.
    parts?.user = nil
    parts?.password = nil
    set(CURLOPT_URL, parts?.string ?? request.address.absoluteString)
    if let user = request.user {
      set(CURLOPT_USERNAME, user)
      set(CURLOPT_PASSWORD, request.password ?? "")
    }
    vigil_curl_set_web_only(transfer)
    // libcurl's defaults, spelled out because everything depends on them.
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    if let certificates = request.certificates { set(CURLOPT_CAINFO, certificates.path) }
    // HTTP/2 brings nothing to one stream, and its flow control slows a long one.
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(options.connectTimeout / .milliseconds(1))))
    // Signals for time-outs are not safe in a program with threads.
    set(CURLOPT_NOSIGNAL, 1)
    // The headers of a proxy are not those of the server behind it.
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // To a proxy these names mean the proxy itself.
    if let host = request.address.host(), ["localhost", "127.0.0.1", "::1"].contains(host) {
      set(CURLOPT_PROXY, "")
    }
    vigil_curl_set_list(transfer, CURLOPT_HTTPHEADER, headers)
    vigil_curl_set_pointer(transfer, CURLOPT_ERRORBUFFER, detail)
    let me = Unmanaged.passUnretained(self).toOpaque()
    vigil_curl_set_pointer(transfer, CURLOPT_HEADERDATA, me)
    vigil_curl_set_callback(transfer, CURLOPT_HEADERFUNCTION) { bytes, size, count, pointer in
      HTTPExchange.receive(bytes, size * count, pointer) { $0.takeHeadLine($1) }
    }
    vigil_curl_set_pointer(transfer, CURLOPT_WRITEDATA, me)
    vigil_curl_set_callback(transfer, CURLOPT_WRITEFUNCTION) { bytes, size, count, pointer in
      HTTPExchange.receive(bytes, size * count, pointer) { exchange, bytes in
        exchange.takeBody(bytes)
        return true
      }
    }
  }

  /// Passes what a callback received to its exchange; returning anything but `count` ends the transfer.
  private static func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ exchange: UnsafeMutableRawPointer?,
    _ take: (HTTPExchange, UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Int {
    guard let bytes, let exchange else { return 0 }
    let me = Unmanaged<HTTPExchange>.fromOpaque(exchange).takeUnretainedValue()
    let buffer = UnsafeRawBufferPointer(start: bytes, count: count).assumingMemoryBound(to: UInt8.self)
    return take(me, buffer) ? count : 0
  }

  private func set(_ option: CURLoption, _ value: Int) { vigil_curl_set_long(transfer, option, value) }
  private func set(_ option: CURLoption, _ value: String) { vigil_curl_set_text(transfer, option, value) }
}
