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

  private let transfer: CurlTransfer
  private var list: UnsafeMutablePointer<curl_slist>?
  private let content: UnsafeMutablePointer<UInt8>
  private var answer: Answer?
  private var isHeadComplete = false
  private var received = 0

  /// The most that is read of a response, in bytes.
  private static let longestAnswer = 64 << 10

  /// Prepares a request.
  ///
  /// - Parameter timeout: The most seconds that it may take as a whole.
  init(_ address: URL, headers: [String], body: [UInt8], timeout: Double) {
    transfer = CurlTransfer(timeout: timeout)
    content = .allocate(capacity: max(1, body.count))
    content.initialize(from: body, count: body.count)
    for header in headers { list = curl_slist_append(list, header) }
    transfer.set(CURLOPT_URL, address.absoluteString)
    vigil_curl_set_web_only(transfer.handle)
    // libcurl's default, spelled out because everything depends on it.
    transfer.set(CURLOPT_FOLLOWLOCATION, 0)
    transfer.set(CURLOPT_POST, 1)
    transfer.set(CURLOPT_POSTFIELDSIZE, body.count)
    vigil_curl_set_pointer(transfer.handle, CURLOPT_POSTFIELDS, content)
    transfer.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    // The headers of a proxy are not those of the server behind it.
    transfer.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // To a proxy these names mean the proxy itself.
    if let host = address.host(), ["localhost", "127.0.0.1", "::1"].contains(host) {
      transfer.set(CURLOPT_PROXY, "")
    }
    vigil_curl_set_list(transfer.handle, CURLOPT_HTTPHEADER, list)
    let me = Unmanaged.passUnretained(self).toOpaque()
    vigil_curl_set_pointer(transfer.handle, CURLOPT_HEADERDATA, me)
    vigil_curl_set_callback(transfer.handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, pointer in
      PostExchange.receive(bytes, size * count, pointer) { $0.takeHeadLine($1) }
    }
    vigil_curl_set_pointer(transfer.handle, CURLOPT_WRITEDATA, me)
    vigil_curl_set_callback(transfer.handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, pointer in
      PostExchange.receive(bytes, size * count, pointer) { $0.takeBody($1) }
    }
  }

  deinit {
    transfer.close()
    curl_slist_free_all(list)
    content.deallocate()
  }

  /// Makes the request; whatever follows a whole head does not change what it says.
  func run(stop: StopRequest) -> Result<Answer, Failure> {
    let outcome = transfer.run(stop: stop)
    if let answer, isHeadComplete { return .success(answer) }
    guard let outcome else { return .failure(Failure(reason: "the station stops")) }
    return .failure(Failure(reason: reason(outcome)))
  }

  private func reason(_ code: CURLcode) -> String {
    switch code {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: "the answer is not HTTP"
    case CURLE_WRITE_ERROR: "the headers of the answer are too long"
    default: transfer.reason(code)
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
}
