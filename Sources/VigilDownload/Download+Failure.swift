import CCurl
import Foundation

extension Download {
  /// What a failure of the network amounts to.
  func failure(_ failure: HTTPExchange.Failure, _ code: DownloadError.Code) -> DownloadFailure {
    switch failure {
    case .cancelled: .permanent(.cancelled(destination))
    case .silent:
      .temporary(DownloadError(code, "\(shown): nothing came for \(options.readTimeout.inSeconds)"))
    case .curl(CURLE_PEER_FAILED_VERIFICATION, _, _), .curl(CURLE_SSL_CACERT_BADFILE, _, _):
      .permanent(
        DownloadError(
          .unreachable,
          "\(shown): its certificate is not trusted; check the clock and the CA certificates of this machine")
      )
    case .curl(let reason, let detail, let systemError):
      .temporary(DownloadError(code, "\(shown): \(text(reason, detail, systemError))"))
    }
  }

  private func text(_ code: CURLcode, _ detail: String, _ systemError: Int32) -> String {
    switch code {
    case CURLE_COULDNT_CONNECT where systemError != 0: String(cString: strerror(systemError)).lowercased()
    case CURLE_COULDNT_RESOLVE_HOST: "the host is not known"
    case CURLE_OPERATION_TIMEDOUT: "no connection within \(options.connectTimeout.inSeconds)"
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: "the connection was cut"
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: "the response is not HTTP (\(detail))"
    // It takes none of the head when it is too long.
    case CURLE_WRITE_ERROR: "the headers of the response are too long"
    // Errors of TLS can be long.
    default: String(detail.prefix(200)).replacing("\n", with: " ")
    }
  }
}

extension Duration {
  /// In seconds, such as `0.5 s`.
  fileprivate var inSeconds: String {
    let seconds = self / .seconds(1)
    return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
  }
}
