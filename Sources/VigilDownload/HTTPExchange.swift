import CCurl
import Foundation

/// One GET request and its answer, by libcurl, on the thread that asks for its parts: that thread waits.
///
/// The answer is taken in parts, so that a server is held up while the part before is written to the disk. Ends early,
/// and closes the connection, when it is released.
final class HTTPExchange {
  /// Why an answer did not come, or not to its end.
  enum Failure: Error {
    /// libcurl gave up: its code, its words, and the system's error code or 0.
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
    /// Who asks, if this server may know.
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
  /// When something last came.
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

  /// Sends the request and waits for the head of the answer.
  func receiveHead() throws(Failure) -> ResponseHead {
    try wait { isHeadComplete }
    guard let head, isHeadComplete else { throw failure(CURLE_WEIRD_SERVER_REPLY) }
    return head
  }

  /// Waits for the next bytes of the body, at most a few megabytes; nil at its end, which the server has marked.
  func receiveBytes() throws(Failure) -> [UInt8]? {
    try wait { !body.isEmpty }
    guard !body.isEmpty else { return nil }
    defer { body.removeAll(keepingCapacity: true) }
    return body
  }

  /// Lets libcurl work until something is there or the answer has ended.
  private func wait(until isReady: () -> Bool) throws(Failure) {
    // What passed since the last part came was the caller's time.
    heard = .now
    while !isReady() {
      guard !Task.isCancelled else { throw .cancelled }
      if let outcome {
        guard outcome == CURLE_OK else { throw failure(outcome) }
        return
      }
      work()
      guard !isReady(), outcome == nil else { continue }
      // Establishing a connection has a time-out of its own, by libcurl.
      if !isConnected { heard = .now }
      let left = readTimeout - (.now - heard)
      guard left > .zero else { throw .silent }
      // A tenth of a second at most: how long a cancelled task may go unnoticed.
      curl_multi_poll(loop, nil, 0, Int32(min(100, (left / .milliseconds(1)).rounded(.up))), nil)
    }
  }

  /// Does what can be done without waiting; the callbacks below get what comes.
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
    // Behind the body there may be more headers.
    guard !isHeadComplete else { return true }
    headBytes += bytes.count
    guard headBytes <= Self.largestHead else { return false }
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    if let begun = ResponseHead(statusLine: line) {
      head = begun
    } else if line.isEmpty {
      // Before the answer there may be others, such as 103, which only announce it.
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
    // Sent below, if at all.
    parts?.user = nil
    parts?.password = nil
    set(CURLOPT_URL, parts?.string ?? request.address.absoluteString)
    if let user = request.user {
      set(CURLOPT_USERNAME, user)
      set(CURLOPT_PASSWORD, request.password ?? "")
    }
    vigil_curl_set_web_only(transfer)
    // That a server proves its name is libcurl's default; said here for all to see.
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    if let certificates = request.certificates { set(CURLOPT_CAINFO, certificates.path) }
    // HTTP/2 brings nothing to one stream, and its flow control slows a long one.
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(options.connectTimeout / .milliseconds(1))))
    // Time-outs by signal are for programs of one thread.
    set(CURLOPT_NOSIGNAL, 1)
    // What a proxy of the environment says before the server does is none of the answer.
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // No proxy knows this machine by these names.
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

  /// Hands what a callback got to the exchange it is about; anything but `count` makes libcurl give up.
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
