import Foundation
import VigilStation
import VigilStore

/// What exists for a viewer. Everything that is loaded for an answer is loaded here, so that rights are checked in one place.
///
/// What a viewer may not see is missing, in the same words as what is not there.
struct Shown: Sendable {
  let viewer: Viewer
  private let station: any WatchedStation
  private let store: StationStore
  private let pool: DiskThreads

  init(viewer: Viewer, shared: Shared) {
    self.viewer = viewer
    (station, store, pool) = (shared.station, shared.store, shared.pool)
  }

  /// The cameras of the file.
  var cameras: [WatchedCamera] { station.cameras.filter { viewer.sees($0.name) } }

  /// The channels of the file.
  var channels: [WatchedChannel] { viewer.seesStation ? station.channels : [] }

  func camera(_ name: String) throws(Problem) -> WatchedCamera {
    guard let camera = cameras.first(where: { $0.name == name }) else { throw .missing("camera") }
    return camera
  }

  /// What cameras show now; all of them if none are asked for.
  ///
  /// - Parameter pictures: those of which single pictures are wanted in place of video.
  func live(_ asked: [String]?, pictures: Set<String>) throws(Problem) -> [LiveStreams.Camera] {
    for name in pictures { _ = try camera(name) }
    var found: [LiveStreams.Camera] = []
    for name in asked ?? cameras.map(\.name) where !found.contains(where: { $0.state.name == name }) {
      let state = try camera(name)
      let live = station.live(state.name)
      found.append(LiveStreams.Camera(state: state, live: live, asPictures: pictures.contains(name)))
    }
    return found
  }

  /// The names of cameras that were asked for; nil for all of them.
  func names(_ asked: [String]?) throws(Problem) -> [String]? {
    guard let asked else { return viewer.cameras.map { $0.sorted() } }
    for name in asked where !viewer.sees(name) { throw .missing("camera") }
    return asked
  }

  func event(_ id: String) async throws -> StoredEvent {
    guard let id = UUID(uuidString: id), let event = try await read({ try $0.event(id) }),
      viewer.sees(event.camera)
    else { throw Problem.missing("event") }
    return event
  }

  func events(_ query: EventQuery) async throws -> [StoredEvent] {
    var query = query
    query.cameras = try names(query.cameras)
    return try await read { [query] in try $0.events(query) }.filter { viewer.sees($0.camera) }
  }

  func files(of event: StoredEvent) async throws -> [StoredFile] {
    guard viewer.sees(event.camera) else { throw Problem.missing("event") }
    return try await read { try $0.files(FileQuery(event: event.id)) }.filter { viewer.sees($0.camera) }
  }

  /// Whether a case can be made of an event.
  func hasManifest(_ event: StoredEvent) async throws -> Bool {
    guard viewer.sees(event.camera) else { throw Problem.missing("event") }
    return try await read { try !$0.manifests(of: event.id).isEmpty }
  }

  /// The crops of an event's highest score.
  func crops(of event: StoredEvent) async throws -> [EventCrop] {
    guard viewer.sees(event.camera) else { throw Problem.missing("event") }
    return try await read { try $0.crops(of: event.id) }
  }

  func file(_ id: String) async throws -> StoredFile {
    guard id.utf8.count <= 18, id.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(id),
      let file = try await read({ try $0.file(id) }), viewer.sees(file.camera)
    else { throw Problem.missing("file") }
    return file
  }

  /// - Parameter isShadow: whether those of the model in the camera's shadow are wanted, of which there may be none.
  func scores(_ camera: String, isShadow: Bool = false, from: Date, to: Date, atMost limit: Int) async throws
    -> [ScoreSpan]
  {
    let name = try self.camera(camera).name
    return try await read { store in
      var shadow: String?
      if isShadow {
        let changes = try store.changes(at: to).filter { $0.camera == name }
        guard let model = ShadowKeys.model(in: changes)?.value else { return [] }
        shadow = model
      }
      return try store.scores(camera: name, shadow: shadow, from: from, to: to, atMost: limit)
    }
  }

  /// What a camera's model and the one in its shadow would have raised; nil without one, or while the camera is not watched.
  func comparison(_ camera: WatchedCamera, longest: Double, at now: Date) async throws -> ShadowComparison? {
    let name = try self.camera(camera.name).name
    guard let model = camera.model, let thresholds = camera.thresholds, let shadow = camera.shadow else {
      return nil
    }
    return try await read { store in
      try ShadowComparison(
        camera: name, present: .init(model, thresholds), shadow: .init(shadow.name, shadow.thresholds),
        in: store, longest: longest, at: now)
    }
  }

  /// The scores before, during and after an event, also of a camera that is no longer in the file.
  func scores(around event: StoredEvent, margin: Double, atMost limit: Int) async throws -> [ScoreSpan] {
    guard viewer.sees(event.camera) else { throw Problem.missing("event") }
    let (from, to) = (event.start - margin, event.end + margin)
    return try await read { try $0.scores(camera: event.camera, from: from, to: to, atMost: limit) }
  }

  /// What thresholds would have raised at a camera in the past week, from the stored scores of its present model and view, without spans
  /// in which that was at fault.
  ///
  /// - Parameter asked: One more threshold than those in force.
  func counts(_ camera: WatchedCamera, asked: Float?, at now: Date) async throws -> ThresholdCounts {
    let camera = try self.camera(camera.name)
    // Here too, since it takes its time, which the threads that detect do not have.
    return try await read { store in
      let changes = try store.changes(at: now).filter { $0.camera == camera.name }
      let since = camera.model.flatMap { Calibration.begin(of: $0, changes) } ?? .distantPast
      // The clock may have been set back.
      let from = min(now, max(since, now - ThresholdCounts.length))
      return try ThresholdCounts(camera, asked: asked, in: store, from: from, to: now)
    }
  }

  /// Notices, the newest first. Those of the station as a whole are for those who see all cameras.
  func notices(_ query: NoticeQuery) async throws -> [CameraNotice] {
    if let camera = query.camera { _ = try names([camera]) }
    let single = query.camera
    let cameras = viewer.cameras.flatMap { single == nil ? $0.sorted() : nil }
    return try await read { store in
      guard let cameras else { return try store.notices(query) }
      var found: [CameraNotice] = []
      for camera in cameras {
        var one = query
        one.camera = camera
        found += try store.notices(one)
      }
      return Array(found.sorted { $0.id > $1.id }.prefix(query.limit))
    }.filter { viewer.sees($0) }
  }

  func changes(at date: Date) async throws -> [RuntimeChange] {
    try await read { try $0.changes(at: date) }.filter { viewer.sees($0.camera) }
  }

  /// What the station takes up on its disk; nil for those who may not know of it, and if the disk does not answer as it should.
  func storage() async throws -> StorageUse? {
    guard viewer.seesStation else { return nil }
    return try await read { try? $0.storageUse }
  }

  /// Keeps an event, or no longer.
  func setKept(_ event: StoredEvent, _ isKept: Bool) async throws -> StoredEvent {
    let (id, name) = (event.id, viewer.name)
    do { try await read { try $0.setKept(id, isKept, by: name) } } catch let error as StoreError
      where error.code == .missing
    { throw Problem.missing("event") }
    return try await self.event(id.text)
  }

  /// Changes a setting of a camera until it is taken back, or to its end; nil takes it back.
  func set(_ key: String, _ value: String?, of camera: WatchedCamera, at date: Date, until: Date?)
    async throws
  {
    let change = RuntimeChange(
      camera: camera.name, key: key, value: value, by: viewer.name, at: date, until: until)
    try await read { try $0.set(change) }
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (StationStore) throws -> Value) async throws
    -> Value
  {
    try await pool.run { [store] in try body(store) }
  }
}

extension Viewer {
  /// Whoever has no need to be known: no camera exists for them.
  static let nobody = Viewer(name: "", role: .viewer, cameras: [])

  /// Whether a notice exists for the viewer.
  func sees(_ notice: CameraNotice) -> Bool { notice.camera.map(sees) ?? seesStation }
}
