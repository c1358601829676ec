import Foundation
import Testing
import VigilStore

@Suite struct `Stored files` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open()
  }

  @Test func `are counted beside the database and the room that is left`() throws {
    let before = try store.storageUse
    #expect(before.files == 0 && before.database > 4096 && before.disk > before.free && before.free > 0)
    let file = try store.add(.sample(event: UUID(), path: "2026/a.mp4"))
    #expect(try store.storageUse.files == file.bytes && file.bytes > 0)
  }

  @Test func `come back as they were added and updated`() throws {
    var file = try store.add(.sample(event: UUID(), path: "2026/a.mp4", isFinished: false))
    #expect(file.id > 0)
    #expect(try store.file(file.id) == file)
    file.bytes = 5000
    file.sha256 = nil
    file.path = "2026/b.mp4"
    file.isFinished = true
    try store.update(file)
    #expect(try store.files() == [file])
    #expect(try store.totalBytes == 5000)
    #expect(try store.file(file.id + 1) == nil)
  }

  @Test(
    arguments: [
      "", "/etc/passwd", "../up.mp4", "a/../b", "a/..", "./a", "a//b", "a/", "nul\0.mp4", "line\nbreak",
      "a/./b",
      String(repeating: "a", count: 5000),
    ])
  func `are refused with a path that is not plain`(path: String) throws {
    #expect(code { _ = try store.add(.sample(path: path)) } == .invalid)
    var file = try store.add(.sample())
    file.path = path
    #expect(code { try store.update(file) } == .invalid)
  }

  @Test func `have a path of their own, also beside garbage`() throws {
    let file = try store.add(.sample(path: "a.mp4"))
    #expect(code { _ = try store.add(.sample(path: "a.mp4")) } == .invalid)
    try store.discard([file.id])
    #expect(code { _ = try store.add(.sample(path: "a.mp4")) } == .invalid)
    try store.forgetGarbage(["a.mp4"])
    let next = try store.add(.sample(path: "a.mp4"))
    // An id never comes to mean another file.
    #expect(next.id > file.id)
    #expect(code { try store.update(file) } == .missing)
    #expect(code { _ = try store.add(.sample(path: "..a...mp4 b")) } == nil)
  }

  @Test func `are discarded with their bytes, but not those of kept events`() throws {
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    try store.setKept(event.id, true, by: "anna")
    let clip = try store.add(.sample(kind: .clip, event: event.id, path: "clip.mp4", bytes: 300))
    let segment = try store.add(.sample(path: "segment.mp4", bytes: 20))
    #expect(try store.discard([clip.id, segment.id, 999]) == ["segment.mp4"])
    #expect(try store.garbage() == ["segment.mp4"])
    #expect(try store.totalBytes == 300)
    #expect(try store.discard([clip.id], includingKept: true) == ["clip.mp4"])
    #expect(try store.totalBytes == 0)
    try store.forgetGarbage(["segment.mp4", "unknown"])
    #expect(try store.garbage() == ["clip.mp4"])
  }

  @Test func `are chosen by camera, kind, event, time and what is whole`() throws {
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    let first = try store.add(.sample(0))
    let second = try store.add(.sample(10, isFinished: false))
    let third = try store.add(.sample(20, camera: "yard", kind: .clip, event: event.id))
    func ids(_ query: FileQuery) throws -> [Int64] { try store.files(query).map(\.id) }
    func at(_ second: Double) -> Date { SetClock.origin.addingTimeInterval(second) }
    #expect(try ids(FileQuery()) == [first.id, second.id, third.id])
    #expect(try ids(FileQuery(order: .newestFirst, limit: 2)) == [third.id, second.id])
    #expect(try ids(FileQuery(camera: "gate")) == [first.id, second.id])
    #expect(try ids(FileQuery(kinds: [.clip, .picture])) == [third.id])
    #expect(try ids(FileQuery(event: event.id)) == [third.id])
    #expect(try ids(FileQuery(isFinished: false)) == [second.id])
    #expect(try ids(FileQuery(isFinished: true)) == [first.id, third.id])
    #expect(try ids(FileQuery(endedBefore: at(20.5))) == [first.id, second.id])
    #expect(try ids(FileQuery(from: at(15), to: at(20))) == [second.id])
    #expect(try ids(FileQuery(from: at(30))) == [third.id])
    #expect(try ids(FileQuery(isKept: false)).count == 3)
    try store.setKept(event.id, true, by: "anna")
    #expect(try ids(FileQuery(isKept: false)) == [first.id, second.id])
    #expect(try ids(FileQuery(isKept: true)) == [third.id])
  }

  @Test
  func `wait to be signed as removed once the station's rules remove them, if a manifest may name them`()
    throws
  {
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    let clip = try store.add(.sample(kind: .clip, event: event.id, path: "clip.mp4"))
    let picture = try store.add(.sample(kind: .picture, path: "still.jpg"))
    let others = try [
      store.add(.sample(path: "segment.mp4")),
      store.add(.sample(kind: .clip, path: "half.mp4", isFinished: false)),
    ]
    // Somebody else removed it.
    let gone = try store.add(.sample(kind: .track, event: event.id, path: "gone.vtt"))
    try store.discard([gone.id], includingKept: true)
    #expect(try store.unsignedRemovals().isEmpty)
    try store.discard([picture.id] + others.map(\.id))
    #expect(try store.unsignedRemovals() == ["still.jpg"])
    try store.removeEvents([event.id])
    #expect(try store.file(clip.id) == nil)
    #expect(try store.unsignedRemovals() == ["still.jpg", "clip.mp4"])
    #expect(try store.unsignedRemovals(limit: 1) == ["still.jpg"])
    // Over a start, too.
    try store.close()
    let next = try place.open(StoreOptions(removalCount: 2))
    try next.forgetRemovals(["still.jpg"])
    #expect(try next.unsignedRemovals() == ["clip.mp4"])
    for name in ["a.jpg", "b.jpg"] {
      try next.discard([next.add(.sample(kind: .picture, path: name)).id])
    }
    #expect(try next.unsignedRemovals() == ["a.jpg", "b.jpg"] && next.lostRemovals == 1)
    try next.close()
  }

  @Test func `are found in a span although one is far longer than the others`() throws {
    var long = StoredFile.sample(0)
    long.end = long.start.addingTimeInterval(3600)
    long = try store.add(long)
    for second in 1..<50 { _ = try store.add(.sample(Double(second))) }
    let found = try store.files(FileQuery(from: SetClock.origin.addingTimeInterval(3000)))
    #expect(found.map(\.id) == [long.id])
  }

  @Test func `have totals by camera and kind that follow every change`() throws {
    var file = try store.add(.sample(bytes: 10))
    _ = try store.add(.sample(kind: .clip, bytes: 5))
    _ = try store.add(.sample(camera: "yard", bytes: 100))
    #expect(try store.totalBytes(camera: "gate") == [.segment: 10, .clip: 5])
    file.kind = .clip
    file.bytes = 11
    try store.update(file)
    #expect(try store.totalBytes(camera: "gate") == [.clip: 16])
    #expect(try store.totalBytes == 116)
    #expect(code { _ = try store.add(.sample(bytes: -1)) } == .invalid)
  }
}
