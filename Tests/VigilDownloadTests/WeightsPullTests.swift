import Foundation
import Testing
import VigilDownload
import VigilTestSupport

@Suite struct `A pull of public weights` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Why a pull is refused before anything is downloaded.
  func refusal(_ name: String, from address: String? = nil, to place: String) -> DownloadError? {
    #expect(throws: DownloadError.self) {
      try WeightsPull(name, from: address, to: folder.appending(place))
    }
  }

  @Test func `shows who made the weights, where they are from and on which terms`() throws {
    let pull = try WeightsPull(
      "i3d-nonlocal-8x8", from: "https://me:secret@mirror.example/w.pkl", to: folder.appending("a.vigil"))
    let terms = pull.terms.joined(separator: "\n")
    for words in ["PySlowFast", "mirror.example", "licence Apache-2.0"] { #expect(terms.contains(words)) }
    #expect(!terms.contains("secret"))
  }

  @Test func `is refused where it could not end well`() throws {
    #expect(refusal("nobody", to: "a.vigil")?.code == .unknownWeights)
    #expect(refusal("i3d-nonlocal-8x8", from: "", to: "a.vigil")?.code == .unsupportedAddress)
    #expect(refusal("i3d-nonlocal-8x8", to: "a.model")?.message.contains("a.model.vigil") == true)
    let taken = folder.appending("taken.vigil")
    try Data().write(to: taken)
    #expect(refusal("i3d-nonlocal-8x8", to: "taken.vigil")?.message.contains("add --replace") == true)
    let replacing = try WeightsPull("i3d-nonlocal-8x8", to: taken, replace: true)
    #expect(replacing.folder == taken)
  }
}
