import CCurl
import Foundation
import VigilCore

/// One POST request and the status of its response, made with libcurl; blocks.
///
/// Redirects are not followed, and of the response's body nothing is kept.
final class PostExchange {
  /// What came back.
  struct Answer {
    var status: Int
    var headers: [String: String] = [:]

    /// Seconds that the receiver asks to wait: a number, or until a date.
    func retryAfter(_ now: Date) -> Double? {
      guard let value = headers["retry-after"] else { return nil }
      if let seconds = Double(value) { return seconds.isFinite ? max(0, seconds) : nil }
      let date = curl_getdate(value, nil)
      return date < 0 ? nil : max(0, Double(date) - now.timeIntervalSince1970)
    }
  }

  /// Why there is no answer.
  struct Failure: Error {
    var reason: String
  }

  private let transfer: UnsafeMutableRawPointer
  private let loop: UnsafeMutableRawPointer
  private var list: UnsafeMutablePointer<curl_slist>?
  private let content: UnsafeMutablePointer<UInt8>
  private var answer: Answer?
  private var isHeadComplete = false
  private var received = 0

  /// The most that is read of a response, in bytes.
  private static let longestAnswer = 64 << 10
  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Prepares a request.
  ///
  /// - Parameter timeout: The most seconds that it may take as a whole.
  init(_ address: URL, headers: [String], body: [UInt8], timeout: Double) {
    // Thread-safe, as Swift's static properties are, and done once.
    _ = Self.library
    guard let transfer = curl_easy_init(), let loop = curl_multi_init() else {
      preconditionFailure("no memory for a transfer of libcurl")
    }
    (self.transfer, self.loop) = (transfer, loop)
    content = .allocate(capacity: max(1, body.count))
    content.initialize(from: body, count: body.count)
    for header in headers { list = curl_slist_append(list, header) }
    vigil_curl_set_text(transfer, CURLOPT_URL, address.absoluteString)
    vigil_curl_set_web_only(transfer)
    // libcurl's defaults, spelled out because everything depends on them.
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_POST, 1)
    set(CURLOPT_POSTFIELDSIZE, body.count)
    vigil_curl_set_pointer(transfer, CURLOPT_POSTFIELDS, content)
    set(CURLOPT_TIMEOUT_MS, max(1, Int(timeout * 1000)))
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    // Signals for time-outs are not safe in a program with threads.
    set(CURLOPT_NOSIGNAL, 1)
    // The headers of a proxy are not those of the server behind it.
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // To a proxy these names mean the proxy itself.
    if let host = address.host(), ["localhost", "127.0.0.1", "::1"].contains(host) {
      vigil_curl_set_text(transfer, CURLOPT_PROXY, "")
    }
    vigil_curl_set_list(transfer, CURLOPT_HTTPHEADER, list)
    let me = Unmanaged.passUnretained(self).toOpaque()
    vigil_curl_set_pointer(transfer, CURLOPT_HEADERDATA, me)
    vigil_curl_set_callback(transfer, CURLOPT_HEADERFUNCTION) { bytes, size, count, pointer in
      PostExchange.receive(bytes, size * count, pointer) { $0.takeHeadLine($1) }
    }
    vigil_curl_set_pointer(transfer, CURLOPT_WRITEDATA, me)
    vigil_curl_set_callback(transfer, CURLOPT_WRITEFUNCTION) { bytes, size, count, pointer in
      PostExchange.receive(bytes, size * count, pointer) { $0.takeBody($1) }
    }
    curl_multi_add_handle(loop, transfer)
  }

  deinit {
    curl_multi_remove_handle(loop, transfer)
    curl_easy_cleanup(transfer)
    curl_multi_cleanup(loop)
    curl_slist_free_all(list)
    content.deallocate()
  }

  /// Makes the request; whatever follows a whole head does not change what it says.
  func run(stop: StopRequest) -> Result<Answer, Failure> {
    var outcome: CURLcode?
    while outcome == nil, !stop.isRequested {
      var (running, left) = (Int32(0), Int32(0))
      guard curl_multi_perform(loop, &running) == CURLM_OK else {
        return .failure(Failure(reason: "there is no memory for a request"))
      }
      while let message = curl_multi_info_read(loop, &left) {
        if message.pointee.msg == CURLMSG_DONE { outcome = message.pointee.data.result }
      }
      // At most a tenth of a second, so that a stop is noticed soon.
      if outcome == nil { curl_multi_poll(loop, nil, 0, 100, nil) }
    }
    if let answer, isHeadComplete { return .success(answer) }
    guard let outcome else { return .failure(Failure(reason: "the station stops")) }
    return .failure(Failure(reason: reason(outcome)))
  }

  /// In words, without the address, which is secret.
  private func reason(_ code: CURLcode) -> String {
    var systemError = 0
    vigil_curl_get_long(transfer, CURLINFO_OS_ERRNO, &systemError)
    return switch code {
    case CURLE_COULDNT_CONNECT where systemError != 0:
      String(cString: strerror(Int32(truncatingIfNeeded: systemError))).lowercased()
    case CURLE_COULDNT_RESOLVE_HOST: "the host is not known"
    case CURLE_OPERATION_TIMEDOUT: "no answer in time"
    // Some ends of a connection within the head are none to libcurl.
    case CURLE_OK, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      "the connection was cut"
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: "the answer is not HTTP"
    case CURLE_WRITE_ERROR: "the headers of the answer are too long"
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
      "its certificate is not trusted; check the clock and the CA certificates of this machine"
    default: String(cString: curl_easy_strerror(code)).lowercased()
    }
  }

  private func takeHeadLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    received += bytes.count
    guard received <= Self.longestAnswer else { return false }
    // Trailers, after a body in chunks.
    guard !isHeadComplete else { return true }
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    let words = line.split(separator: " ")
    if line.hasPrefix("HTTP/"), words.count >= 2, let status = Int(words[1]) {
      answer = Answer(status: status)
    } else if line.isEmpty {
      // Interim responses, such as 103, come before the real one.
      isHeadComplete = (answer?.status ?? 0) >= 200
    } else if let colon = line.firstIndex(of: ":") {
      answer?.headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return true
  }

  private func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    received += bytes.count
    return received <= Self.longestAnswer
  }

  /// Passes what a callback received to its exchange; returning anything but `count` ends the transfer.
  private static func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ exchange: UnsafeMutableRawPointer?,
    _ take: (PostExchange, UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Int {
    guard let bytes, let exchange else { return 0 }
    let me = Unmanaged<PostExchange>.fromOpaque(exchange).takeUnretainedValue()
    let buffer = UnsafeRawBufferPointer(start: bytes, count: count).assumingMemoryBound(to: UInt8.self)
    return take(me, buffer) ? count : 0
  }

  private func set(_ option: CURLoption, _ value: Int) { vigil_curl_set_long(transfer, option, value) }
}
