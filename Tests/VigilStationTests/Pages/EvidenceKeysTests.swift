import Foundation
import Testing
import VigilEvidence
import VigilStation
import VigilTestSupport

@Suite struct `The keys that a verification trusts` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `are those given, and on a station its own`() throws {
    _ = try StationKey(folder: folder.url)
    _ = try EvidenceVerifier(of: folder.url.path, keys: [])
    let elsewhere = try TemporaryFolder()
    _ = try EvidenceVerifier(of: elsewhere.url.path, keys: [folder.path(StationKey.publicName)])
  }

  @Test func `are not those that come with the evidence`() throws {
    _ = try StationKey(folder: folder.url)
    try FileManager.default.removeItem(at: folder.appending(StationKey.secretName))
    let error = #expect(throws: EvidenceError.self) { try EvidenceVerifier(of: folder.url.path, keys: []) }
    #expect(error?.message.contains("--key") == true)
  }
}
