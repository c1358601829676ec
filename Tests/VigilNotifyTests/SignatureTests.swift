import Foundation
import Testing
import VigilNotify
import VigilStationConfiguration

@Suite struct `A signature of a webhook` {
  @Test func `is that of the standard's own libraries`() throws {
    let secret = try #require(SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let value = WebhookSignature.value(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
      body: Array(#"{"test": 2432232314}"#.utf8),
      keys: [secret.revealed])
    #expect(value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test(arguments: ["", "whsec_", "whsec_!!", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
  func `needs a secret of its form`(text: String) { #expect(SigningSecret(text) == nil) }
}
