import Foundation
import Testing
import VigilEvidence
import VigilHashing
import VigilTestSupport

@Suite struct `A chain` {
  @Test func `links each manifest to the one before`() throws {
    let station = try TestStation()
    let sealed = try (0..<3).map { _ in try station.addEvent() }
    #expect(sealed.map(\.manifest.sequence) == [1, 2, 3])
    #expect(sealed.map(\.manifest.previous) == [nil, sealed[0].sha256, sealed[1].sha256])
    #expect(try station.bytes("manifests/00000002.json") == sealed[1].bytes)
    #expect(try station.bytes(sealed[1].signatureName) == sealed[1].signature)
    #expect(station.chain.lastSHA256 == sealed[2].sha256)
  }

  @Test func `goes on after a start`() throws {
    let station = try TestStation(events: 2)
    let again = try TestStation.openChain(station.folder, station.key)
    #expect(again.lastSequence == 2)
    let sealed = try again.append(removed: ["old.mp4"])
    #expect(sealed.manifest.previous == station.chain.lastSHA256)
    #expect(station.verify().isGood)
  }

  @Test func `goes on after a power cut between a signature and its manifest`() throws {
    let station = try TestStation(events: 2)
    try station.write("manifests/00000003.sig", [1, 2, 3])
    let draft = "manifests/.00000003.json.11111111-2222-3333-4444-555555555555.partial"
    try station.write(draft, [1])
    #expect(station.verify().isGood)
    let again = try TestStation.openChain(station.folder, station.key)
    #expect(!FileManager.default.fileExists(atPath: station.url(draft).path))
    try again.append(removed: [])
    #expect(station.verify().isGood)
    #expect(station.verify().last == 3)
  }

  @Test func `does not go on after a manifest that is damaged`() throws {
    let station = try TestStation(events: 2)
    try station.flip("manifests/00000002.json")
    let error = try #require(throws: EvidenceError.self) {
      try TestStation.openChain(station.folder, station.key)
    }
    #expect(error.code == .badManifest)
    #expect(error.message.contains("manifests"))
  }

  @Test func `finds the manifests of events that a database does not know`() throws {
    let station = try TestStation(events: 4)
    try station.chain.append(removed: ["old.mp4"])
    let wanted = Set(station.events.prefix(3))
    #expect(
      station.chain.manifests(of: wanted, besides: [1]).map(\.manifest.event?.id)
        == [station.events[1], station.events[2]])
    #expect(station.chain.manifests(of: [UUID()], besides: []).isEmpty)
    // One that is damaged does not hide the others.
    try station.write("manifests/00000002.json", [1, 2, 3])
    #expect(station.chain.manifests(of: wanted, besides: []).map(\.manifest.sequence) == [1, 3])
  }

  @Test func `is not written by two at once`() throws {
    let station = try TestStation(events: 1)
    let other = try TestStation.openChain(station.folder, station.key)
    try other.append(removed: [])
    #expect(throws: EvidenceError.self) { try station.addEvent() }
    #expect(station.verify().isGood)
  }

  @Test func `leaves everything as it was when the disk refuses`() throws {
    let station = try TestStation(events: 1)
    // A folder where the signature is to go, which even root cannot remove as a file.
    try station.write("manifests/00000002.sig/x", [])
    #expect(throws: EvidenceError.self) { try station.addEvent() }
    #expect(station.chain.lastSequence == 1)
    try FileManager.default.removeItem(at: station.url("manifests/00000002.sig"))
    try station.addEvent()
    #expect(station.verify().isGood)
  }

  @Test func `keeps its order under many threads`() async throws {
    let station = try TestStation()
    let chain = station.chain
    await withTaskGroup { group in
      for index in 0..<20 { group.addTask { _ = try? chain.append(removed: ["old/\(index)"]) } }
    }
    let report = station.verify()
    #expect(report.isGood)
    #expect(report.manifests == 20)
  }
}
