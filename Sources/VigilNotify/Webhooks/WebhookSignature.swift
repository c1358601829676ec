import Foundation
import VigilHashing

/// Signatures of Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks), version v1: HMAC-SHA256.
package enum WebhookSignature {
  /// The value of `webhook-signature`: a signature by each key, apart by spaces.
  ///
  /// - Parameter timestamp: Seconds since 1970, of the attempt.
  package static func value(id: String, timestamp: Int, body: [UInt8], keys: [[UInt8]]) -> String {
    let signed = Array("\(id).\(timestamp).".utf8) + body
    return keys.map { key in
      "v1," + Data(HMACSHA256.code(of: signed, key: key)).base64EncodedString()
    }.joined(separator: " ")
  }
}
