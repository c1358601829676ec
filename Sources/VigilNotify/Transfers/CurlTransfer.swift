import CCurl
import Foundation
import VigilCore
import VigilPrograms

/// One transfer of libcurl with a loop of its own; blocks.
final class CurlTransfer {
  let handle: UnsafeMutableRawPointer
  private let loop: UnsafeMutableRawPointer
  private var isOpen = true

  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Prepares a transfer, which checks certificates and is over after so many seconds.
  init(timeout: Double) {
    // Thread-safe, as Swift's static properties are, and done once.
    _ = Self.library
    guard let handle = curl_easy_init(), let loop = curl_multi_init() else {
      preconditionFailure("no memory for a transfer of libcurl")
    }
    (self.handle, self.loop) = (handle, loop)
    // libcurl's defaults, spelled out because everything depends on them.
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_TIMEOUT_MS, max(1, Int(timeout * 1000)))
    // Signals for time-outs are not safe in a program with threads.
    set(CURLOPT_NOSIGNAL, 1)
  }

  deinit { close() }

  /// Ends it: nothing that it was given is used any more.
  func close() {
    guard isOpen else { return }
    isOpen = false
    BrokenPipes.survived {
      curl_multi_remove_handle(loop, handle)
      curl_easy_cleanup(handle)
      curl_multi_cleanup(loop)
    }
  }

  func set(_ option: CURLoption, _ value: Int) { vigil_curl_set_long(handle, option, value) }

  func set(_ option: CURLoption, _ value: String) { vigil_curl_set_text(handle, option, value) }

  /// Makes the transfer.
  ///
  /// - Returns: what came of it; nil if a stop was requested before.
  func run(stop: StopRequest) -> CURLcode? {
    guard curl_multi_add_handle(loop, handle) == CURLM_OK else { return CURLE_OUT_OF_MEMORY }
    while !stop.isRequested {
      var (running, left) = (Int32(0), Int32(0))
      // TLS writes to a connection that may be closed.
      let status = BrokenPipes.survived { curl_multi_perform(loop, &running) }
      guard status == CURLM_OK else { return CURLE_OUT_OF_MEMORY }
      while let message = curl_multi_info_read(loop, &left) {
        if message.pointee.msg == CURLMSG_DONE { return message.pointee.data.result }
      }
      // At most a tenth of a second, so that a stop is noticed soon.
      curl_multi_poll(loop, nil, 0, 100, nil)
    }
    return nil
  }

  /// Why there was no answer, in words, without the address, which may be secret.
  func reason(_ code: CURLcode) -> String {
    var systemError = 0
    vigil_curl_get_long(handle, CURLINFO_OS_ERRNO, &systemError)
    return switch code {
    case CURLE_COULDNT_CONNECT where systemError != 0:
      String(cString: strerror(Int32(truncatingIfNeeded: systemError))).lowercased()
    case CURLE_COULDNT_RESOLVE_HOST: "the host is not known"
    case CURLE_OPERATION_TIMEDOUT: "no answer in time"
    // Some ends of a connection within an answer are none to libcurl.
    case CURLE_OK, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      "the connection was cut"
    case CURLE_PEER_FAILED_VERIFICATION:
      "its certificate is not trusted; check the clock and the CA certificates of this machine"
    case CURLE_SSL_CACERT_BADFILE: "the file of CA certificates cannot be read; check it"
    case CURLE_OUT_OF_MEMORY: "there is no memory for a request"
    default: String(cString: curl_easy_strerror(code)).lowercased()
    }
  }
}
