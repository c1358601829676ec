import Foundation
import Synchronization
import Testing
import VigilMedia
import VigilStation
import VigilWeb

@Suite struct `What waits for a client of a live stream` {
  private func fragment(_ number: Int, camera: Int = 0, keyEvery: Int = 5, size: Int = 1000) -> LiveRecord {
    LiveRecord(
      .fragment(
        LiveFragment(
          isKey: number % keyEvery == 0, time: Double(number), date: .distantPast,
          bytes: [UInt8](repeating: UInt8(number % 256), count: size))), camera: camera)
  }

  private func takeAll(_ queue: LiveQueue) -> [LiveRecord] {
    var all: [LiveRecord] = []
    while let record = queue.take() { all.append(record) }
    return all
  }

  private func count(in record: LiveRecord) throws -> Int? {
    let object = try JSONSerialization.jsonObject(with: Data(record.bytes.dropFirst(6)))
    return (object as? [String: Any])?["count"] as? Int
  }

  @Test func `is everything, in order, as long as it is taken`() {
    let queue = LiveQueue()
    let all = [LiveRecord(cameras: ["gate"])] + (0..<1000).map { fragment($0) }
    var taken: [LiveRecord] = []
    for (index, record) in all.enumerated() {
      queue.add(record, at: Double(index))
      if index % 2 == 1 { taken += takeAll(queue) }
    }
    #expect(taken + takeAll(queue) == all)
  }

  @Test(arguments: ["records", "bytes", "age"])
  func `jumps to the next key frame beyond a limit, and says how many pictures are left out`(limit: String)
    throws
  {
    var limits = LiveQueue.Limits()
    switch limit {
    case "records": limits.records = 7
    case "bytes": limits.bytes = 7 * fragment(0).size
    default: limits.age = 6.5
    }
    let lost = Mutex(0)
    let queue = LiveQueue(limits) { count in lost.withLock { $0 += count } }
    for number in 0..<13 { queue.add(fragment(number), at: Double(number)) }
    // The eighth was one too many; 8 and 9 cannot be decoded without it.
    let taken = takeAll(queue)
    #expect(taken.map(\.kind) == [.dropped, .fragment, .fragment, .fragment])
    #expect(try count(in: taken[0]) == 10 && taken.dropFirst() == (10..<13).map { fragment($0) }[...])
    #expect(lost.withLock { $0 } == 10)
    #expect(queue.take() == nil)
  }

  @Test func `counts every picture that is left out, by camera, however often that happens`() throws {
    var limits = LiveQueue.Limits()
    limits.records = 20
    let lost = Mutex(0)
    let queue = LiveQueue(limits) { count in lost.withLock { $0 += count } }
    var random = SystemRandomNumberGenerator()
    var (taken, sent) = ([LiveRecord](), [0, 0])
    for number in 0..<5000 {
      let camera = Int.random(in: 0...1, using: &random)
      queue.add(fragment(sent[camera], camera: camera), at: Double(number) / 100)
      sent[camera] += 1
      if Int.random(in: 0..<3, using: &random) == 0, let record = queue.take() { taken.append(record) }
    }
    taken += takeAll(queue)
    // What waits for a key frame is told with it.
    for camera in 0...1 {
      while sent[camera] % 5 != 0 {
        queue.add(fragment(sent[camera], camera: camera), at: 50)
        sent[camera] += 1
      }
      queue.add(fragment(sent[camera], camera: camera), at: 50)
      sent[camera] += 1
    }
    taken += takeAll(queue)
    let told = try taken.filter { $0.kind == .dropped }.compactMap { try count(in: $0) }.reduce(0, +)
    #expect(told + taken.count { $0.kind == .fragment } == sent.reduce(0, +))
    #expect(told == lost.withLock { $0 } && told > 100)
    // What a player gets after pictures were left out begins with a key frame.
    for camera in 0...1 {
      let own = taken.filter { Int($0.camera) == camera }
      for (before, record) in zip(own, own.dropFirst()) where before.kind == .dropped {
        // Or some more were left out before the client took that one.
        #expect(record.isKey || record.kind == .dropped)
      }
    }
  }

  @Test func `never grows beyond its limits, and keeps the newest of all else`() {
    var limits = LiveQueue.Limits()
    (limits.records, limits.bytes, limits.age) = (50, 20_000, 1)
    let queue = LiveQueue(limits)
    queue.add(LiveRecord(cameras: ["gate", "yard"]), at: 0, isFirst: true)
    for number in 0..<10_000 {
      let now = Double(number) / 100
      let state = WatchedCamera(
        name: "gate", state: .watching, since: .distantPast, score: Float(number) / 10_000)
      queue.add(LiveRecord(state, camera: 0), at: now)
      queue.add(fragment(number, camera: 1), at: now)
      if number % 100 == 99 { queue.add(LiveRecord(ping: .distantPast), at: now) }
    }
    let all = takeAll(queue)
    #expect(all.count <= 60 && all.map(\.size).reduce(0, +) <= 22_000)
    #expect(all.first?.kind == .cameras)
    #expect(
      all.last { $0.kind == .camera }.map { String(decoding: $0.bytes, as: UTF8.self) }?
        .contains("0.9999") == true)
  }

  @Test func `takes what a client gets first beside its limits`() {
    var limits = LiveQueue.Limits()
    limits.records = 5
    let queue = LiveQueue(limits)
    for number in 0..<100 { queue.add(fragment(number, keyEvery: 1000), at: 0, isFirst: true) }
    for number in 100..<105 { queue.add(fragment(number, keyEvery: 1000), at: 1) }
    #expect(takeAll(queue).count == 105)
  }

  @Test func `is nothing once it has ended`() async {
    let queue = LiveQueue()
    queue.add(fragment(0), at: 0)
    queue.end()
    queue.add(fragment(1), at: 0)
    for await _ in queue.signals {}
    #expect(queue.take() == nil)
  }
}
