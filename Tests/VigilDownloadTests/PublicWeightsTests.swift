import Foundation
import Testing
import VigilDownload

@Suite struct `The public weights` {
  @Test func `are found by name, each with terms and a download over HTTPS`() throws {
    #expect(Set(PublicWeights.all.map(\.name)).count == PublicWeights.all.count)
    for weights in PublicWeights.all {
      #expect(PublicWeights.named(weights.name) == weights)
      #expect(weights.address.scheme == "https")
      #expect(weights.fileName.hasSuffix(".pkl"))
      #expect(!weights.licence.isEmpty && !weights.terms.contains("\n"))
      #expect(weights.terms.contains("https://"))
    }
    #expect(PublicWeights.named("i3d") == nil)
    #expect(PublicWeights.named("i3d-nonlocal-32x2")?.licence == "CC-BY-NC 4.0")
    #expect(PublicWeights.named("i3d-nonlocal-8x8")?.licence == "Apache-2.0")
  }
}
