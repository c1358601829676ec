import CMosquitto
import Foundation
import VigilCore

/// Why there is no connection to a broker, in words, without what is secret.
struct BrokerFailure: Error {
  var reason: String

  init(reason: String) { self.reason = reason }

  /// Puts a code of libmosquitto into words.
  ///
  /// - Parameters:
  ///   - number: `errno` as it was when the code came.
  ///   - complaint: What the library said of TLS last.
  init(_ code: Int32, errno number: Int32, complaint: String) {
    switch mosq_err_t(code) {
    case MOSQ_ERR_EAI: reason = "the host is not known"
    case MOSQ_ERR_ERRNO where number != 0: reason = String(cString: strerror(number)).lowercased()
    case MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE: reason = Self.ofTLS(complaint)
    case MOSQ_ERR_CONN_LOST, MOSQ_ERR_NO_CONN, MOSQ_ERR_ERRNO: reason = "the connection was cut"
    case MOSQ_ERR_KEEPALIVE: reason = "no answer in time"
    case MOSQ_ERR_PROTOCOL, MOSQ_ERR_MALFORMED_PACKET: reason = "the answer is not MQTT"
    default: reason = String(cString: mosquitto_strerror(code)).lowercased().filter { $0 != "." }
    }
  }

  /// A refusal of the broker, by its code (MQTT 3.1.1, 3.2.2.3).
  init(refusal code: Int32) {
    switch code {
    case 2: reason = "the broker refuses the client's id; give another by client_id"
    case 4, 5: reason = "the broker refuses user and password; check both, and what the user may do there"
    default: reason = String(cString: mosquitto_connack_string(code)).lowercased().filter { $0 != "." }
    }
  }

  private static func ofTLS(_ complaint: String) -> String {
    if complaint.contains("certificate verify failed") || complaint.contains("host name verification") {
      return
        "its certificate is not trusted; name that of its authority by ca_certificate, and check the clock"
    }
    let last = complaint.split(separator: ":").last.map { PlainText.line(String($0)) } ?? ""
    return "TLS fails" + (last.isEmpty ? "" : ": \(last.lowercased())")
  }
}
