import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A recorder of events` {
  private func recorder(
    _ station: TestStation, _ ring: PacketRing, options: EventRecorderOptions = EventRecorderOptions()
  ) -> EventRecorder {
    EventRecorder(
      camera: "gate", ring: ring, folder: station.folder, options: options, clocks: station.clock.clocks
    ) { [reports = station.reports] in reports.add($0) }
  }

  @Test func `gives each of two events that overlap its own clip`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    let recorder = recorder(station, ring)
    let (one, other) = (UUID(), UUID())
    camera.send(to: 12)
    recorder.begin(one, start: 10)
    camera.send(to: 20)
    recorder.begin(other, start: 20)
    recorder.extend(other, end: 24)
    camera.send(to: 24)
    let first = await recorder.finish(one, end: 18)
    camera.send(to: 40)
    let clips = [first, await recorder.finish(other, end: 26)]
    #expect(clips.map(\.event) == [one, other] && clips.allSatisfy { $0.error == nil })
    #expect(clips[0].start == 4 && clips[0].end >= 23)
    #expect(clips[1].start == 14 && clips[1].end >= 31)
    await recorder.stop()
    try station.expectConsistent()
    #expect(try station.store.files(FileQuery(event: other)).count == 1)
  }

  @Test func `waits for the end of a clip until the clock says that nothing comes`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    let recorder = recorder(station, ring)
    let id = UUID()
    camera.send(to: 12)
    station.clock.now = 1012
    recorder.begin(id, start: 10)
    async let clip = recorder.finish(id, end: 11)
    // Due at 1016, and ten seconds of patience.
    station.clock.now = 1026.5
    let finished = await clip
    #expect(finished.error == nil && finished.start == 4)
    #expect(abs(finished.missingAfter - 3.8) < 0.01)
    await recorder.stop()
    try station.expectConsistent()
  }

  @Test func `gives no clip of an event that it does not know, or without pictures`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let recorder = recorder(station, ring, options: EventRecorderOptions(patience: 0))
    let unknown = await recorder.finish(UUID(), end: 1)
    #expect(unknown.files.isEmpty && unknown.error?.code == .noPictures)
    let id = UUID()
    recorder.begin(id, start: 1)
    let clock = station.clock
    let ticker = Task { while !Task.isCancelled { clock.now += 1; await Task.yield() } }
    let finished = await recorder.finish(id, end: 2)
    ticker.cancel()
    #expect(finished.files.isEmpty && finished.error?.code == .noPictures)
    await recorder.stop()
    #expect(try station.files().isEmpty)
  }

  @Test func `finishes everything when it is stopped`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    let recorder = recorder(station, ring)
    camera.send(to: 20)
    for start in [5.0, 8, 10] { recorder.begin(UUID(), start: start) }
    await recorder.stop()
    #expect(try station.store.files(FileQuery()).count == 3)
    try station.expectConsistent()
    recorder.begin(UUID(), start: 11)
    await recorder.stop()
    #expect(try station.store.files(FileQuery()).count == 3)
  }

  @Test func `refuses more events at a time than it has room for, and says so until it has`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let recorder = recorder(station, ring, options: EventRecorderOptions(patience: 0, mostEvents: 2))
    let ids = (0..<5).map { _ in UUID() }
    for id in ids.prefix(4) { recorder.begin(id, start: 1) }
    let told = ids[2...3].map { RecordingReport.crowded(camera: "gate", event: $0, clips: 2) }
    #expect(station.reports.all == told)
    let clock = station.clock
    let ticker = Task { while !Task.isCancelled { clock.now += 1; await Task.yield() } }
    _ = await recorder.finish(ids[0], end: 2)
    ticker.cancel()
    recorder.begin(ids[4], start: 1)
    #expect(station.reports.all.filter { $0 == .uncrowded(camera: "gate") }.count == 1)
    recorder.begin(UUID(), start: 1)
    await recorder.stop()
    #expect(station.reports.all.filter { $0 == .uncrowded(camera: "gate") }.count == 2)
  }

  @Test func `gives each of many short events its clip where clips show long after them`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    let options = EventRecorderOptions(before: 1, after: 600)
    #expect(options.mostEvents == 32 && EventRecorderOptions().mostEvents == 8)
    let recorder = recorder(station, ring, options: options)
    camera.send(to: 30)
    let ids = (0..<20).map { _ in UUID() }
    for (index, id) in ids.enumerated() { recorder.begin(id, start: 5 + Double(index)) }
    await recorder.stop()
    for id in ids { #expect(try station.store.files(FileQuery(event: id)).count == 1) }
    #expect(station.reports.all.isEmpty)
    try station.expectConsistent()
  }
}
