import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

extension Download {
  /// What a failure of the network amounts to.
  func setback(_ error: any Error, _ code: DownloadError.Code) -> Setback {
    // Errors of TLS have no codes in common but this text.
    if "\(error)".contains("CERTIFICATE_VERIFY_FAILED") {
      return .final(
        DownloadError(
          .unreachable,
          "\(shown): its certificate is not trusted; check the clock and the CA certificates of this machine")
      )
    }
    return .passing(DownloadError(code, "\(shown): \(reason(error))"))
  }

  private func reason(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError:
      switch error {
      case .readTimeout: "nothing came for \(options.readTimeout.formatted)"
      case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
        "no connection within \(options.connectTimeout.formatted)"
      case .remoteConnectionClosed: "the connection was cut"
      default: error.shortDescription.lowercased()
      }
    case HTTPParserError.invalidEOFState: "the connection was cut"
    case is HTTPParserError: "the answer is not HTTP (\(error))"
    case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { reason($0.error) } ?? "the host is not known"
    // Errors of TLS can be long.
    default: String("\(error)".prefix(200)).replacing("\n", with: " ")
    }
  }
}

extension Duration {
  /// In seconds, such as `0.5 s`.
  fileprivate var formatted: String {
    let seconds = Double(components.seconds) + Double(components.attoseconds) * 1e-18
    return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
  }
}
