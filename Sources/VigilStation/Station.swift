public import Foundation
public import Logging
public import VigilCore
import VigilEvidence
import VigilMedia
public import VigilModels
import VigilNotify
public import VigilPipeline
import VigilRecording
public import VigilStationConfiguration
public import VigilStore

/// Watches the cameras of a file around the clock.
///
/// Each camera is a task of its own, and all share one engine and one copy of the weights. Scores and events go into the
/// database in the station's folder, clips beside it. The file is read again when it changes or `reload` is requested; cameras
/// whose settings are the same go on undisturbed, and a broken file changes nothing.
public final class Station: Sendable {
  /// How the cameras are.
  public let board: StationBoard
  /// The database.
  public let store: StationStore
  /// What its cameras show now.
  public let live = LiveCameras()

  /// Whom it tells.
  public var channels: [ChannelSettings] { notifier.channels }

  /// What was asked of the programs under `verify`, and what they said.
  public var verdictCounts: VerdictCounts { verdicts.counts }

  private let url: URL
  private let file: StationFile
  let archive: Archive
  private let verdicts: Verdicts
  let notifier: Notifier
  let shared: CameraWatch.Shared
  private let secrets: SecretSource
  let clocks: Clocks
  private let notice: ServiceNotice
  private let leftOut: LeftOutCameras
  let heartbeat: Heartbeat
  let log: Logger

  /// Opens the station's folder: the database, the key, the recordings; finishes what was interrupted.
  ///
  /// - Parameters:
  ///   - file: The file, as it was read.
  ///   - url: Where it is, to read it again.
  ///   - configuration: How networks run.
  ///   - secrets: Where the names in secrets are looked up when the file is read again.
  ///   - economy: When quality is given up for speed.
  ///   - clocks: The clocks.
  ///   - calendar: In whose time schedules and hours of the day are.
  ///   - storing: How long scores wait in memory, and other limits of the database.
  ///   - environment: Where the service manager's socket is named.
  ///   - updates: Is told what changes; it must not wait.
  ///   - log: Receives what happens.
  /// - Throws: `StoreError`, or `StationError` where a new folder's disk is not mounted, with what to do. What keeps events from being recorded or signed is told, and they are detected all the same.
  public init(
    _ file: StationFile, at url: URL, configuration: EngineConfiguration = EngineConfiguration(),
    secrets: SecretSource = SecretSource(), economy: EconomyRules = EconomyRules(), clocks: Clocks = .machine,
    calendar: Calendar = .current, storing: StoreOptions = StoreOptions(),
    environment: [String: String] = ProcessInfo.processInfo.environment,
    updates: @escaping @Sendable (StationUpdate) -> Void = { _ in }, log: Logger
  ) throws {
    (self.file, self.url, self.clocks, self.log) = (file, url, clocks, log)
    let place = URL(filePath: file.station.folder)
    try Self.askForDisk(of: place)
    let name = url.deletingPathExtension().lastPathComponent
    notifier = Notifier(file.notify, station: name, clocks: clocks, zone: calendar.timeZone)
    store = try StationStore(
      folder: place, options: storing, routes: notifier.routes, date: clocks.date)
    let opened = store.opening
    if !opened.interruptedEvents.isEmpty {
      log.warning(
        "the station did not end as it should: its open events are closed as interrupted",
        metadata: ["events": "\(opened.interruptedEvents.count)"])
    }
    let chain = Self.chain(in: place, station: name, log)
    board = StationBoard(tell: updates)
    heartbeat = Heartbeat(at: clocks.now())
    archive = Archive(
      store, board: board, clocks: clocks, tell: updates,
      mostFeatures: Int64(file.station.mostFeatures.value), log: log)
    let recording = RecordingNotice(archive: archive, board: board, clocks: clocks)
    let report: @Sendable (RecordingReport) -> Void = { report in
      Self.tell(report, log)
      recording.note(report)
    }
    var options = RecordingOptions()
    options.reserve = min(options.reserve, Int64(file.station.free.value))
    let folder = RecordingFolder(place, store: store, options: options, clocks: clocks, report: report)
    notice = ServiceNotice(environment: environment)
    leftOut = LeftOutCameras(archive: archive, board: board, clocks: clocks, log: log)
    verdicts = Verdicts(archive, folder: place, environment: environment, clocks: clocks, log: log)
    // One camera alone has streams that suit it; several share those that suit them all.
    let cameras = file.cameras.filter(\.isEnabled)
    let items = cameras.count > 1 ? cameras.reduce(0) { $0 + ($1.crops?.rawValue ?? 1) } : nil
    shared = CameraWatch.Shared(
      configuration: configuration, pool: NetworkPool(concurrentItems: items),
      economy: Economy(rules: economy, clocks: clocks), archive: archive, board: board,
      keepers: EvidenceKeepers(
        store: store, archive: archive, folder: folder, chain: chain, clocks: clocks, verdicts: verdicts,
        show: { [notifier] in notifier.show($0, of: $1) }, log: log),
      views: StoredViews(station: place, log: log), live: live, features: FeatureRings(), report: report,
      clocks: clocks, calendar: calendar, log: log)
    self.secrets = secrets
  }

  /// A station that is new where its disk is not mounted is the old one, without all that it knows: its users too.
  private static func askForDisk(of folder: URL) throws(StationError) {
    let isNew = !FileManager.default.fileExists(atPath: folder.appending(path: "station.sqlite").path)
    guard isNew, let disk = MountTable().missingDisk(of: folder) else { return }
    throw StationError(
      .folder,
      "\(disk) is a disk of /etc/fstab and not mounted: mount it; nothing is begun anew in \(folder.path) below it"
    )
  }

  /// The chain of signed manifests, or why it cannot be gone on with.
  private static func chain(
    in folder: URL, station: String, _ log: Logger
  ) -> Result<EvidenceChain, EvidenceError> {
    Result { () throws(EvidenceError) in
      let key = try StationKey(folder: folder)
      let chain = try EvidenceChain(folder: folder, station: station, key: key)
      log.notice("evidence is signed", metadata: ["key": "\(key.id)"])
      return chain
    }
  }

  /// A camera that is watched.
  private struct Running {
    var settings: CameraSettings
    var models: AdoptedModels
    var stop: StopRequest
    var task: Task<Void, Never>

    /// Whether it is watched by other settings than these.
    func isOf(other camera: CameraSettings) -> Bool {
      settings != camera && settings.digest != camera.digest
    }
  }

  /// Watches until `stop` is requested; then ends every event and every file.
  public func run(stop: StopRequest, reload: ReloadRequest = ReloadRequest()) async {
    await recover()
    let endOfTelling = StopRequest()
    let telling = tell(until: endOfTelling)
    verdicts.follow(file.cameras)
    await verdicts.resume(store.opening.interruptedEvents)
    let judging = Task { [verdicts] in await verdicts.run(until: stop) }
    var (running, current): ([String: Running], StationFile) = ([:], file)
    // Which models took the place of the file's.
    await archive.refreshChanges()
    follow(file, &running)
    board.set(.starting, false)
    notice.ready(summary)
    var (rounds, watch) = (Rounds(clocks), FileWatch(url))
    heartbeat.beat(at: clocks.now())
    let watchdog = watchdog()
    var ahead = NetworksAhead(shared: shared)
    while !stop.isRequested {
      try? await stop.ending { try await Task.sleep(for: .seconds(1)) }
      if stop.isRequested { break }
      if reload.take() {
        watch.accept()
        await readAgain(&current, &running, &ahead)
      } else if watch.hasChanged() {
        await readAgain(&current, &running, &ahead)
      }
      await followChanges(current, &running, &ahead)
      await goRound(&rounds, current)
      heartbeat.beat(at: clocks.now())
    }
    ahead.keep([])
    watchdog?.cancel()
    board.set(.stopping, true)
    notice.stopping()
    log.notice("stopping: ending events and files")
    for camera in running.values { camera.stop.request() }
    for camera in running.values { await camera.task.value }
    await judging.value
    // What is told of the end and does not get out now is sent at the next start.
    endOfTelling.request()
    await telling.value
    await finish(&rounds)
    await close()
  }

  /// Delivers messages, beside all else.
  private func tell(until end: StopRequest) -> Task<Void, Never> {
    let notices = ChannelNotices(archive: archive, clocks: clocks, log: log)
    return Task { [self] in
      async let showing: Void = showCameras(until: end)
      async let beating: Void = showLife(file.station, until: end)
      await notifier.run(
        store, stop: end, command: { [self] in obey($0) }, report: { notices.note($0) },
        change: { [self] in await forgetOtherChannels() })
      await showing
      await beating
    }
  }

  /// Gives up what waits for channels that are no longer in the file.
  private func forgetOtherChannels() async {
    let channels = channels
    let summarized = channels.filter { $0.summary != nil }.map(\.name)
    _ = await archive.attempt { try $0.removePeriodStates(allBut: summarized) }
    let lost = await archive.attempt { try $0.giveUpMessages(toAllBut: channels.map(\.name)) } ?? 0
    guard lost > 0 else { return }
    log.warning(
      "messages to channels that are no longer in the file are given up", metadata: ["messages": "\(lost)"])
  }

  /// Tells the service manager that all is well for as long as the loop goes round.
  private func watchdog() -> Task<Void, Never>? {
    notice.watchdogInterval.map { interval in
      Task { [self] in
        while (try? await Task.sleep(for: .seconds(interval))) != nil {
          if heartbeat.isAlive(at: clocks.now()) { notice.alive(summary) }
        }
      }
    }
  }

  // MARK: The file

  /// Starts and stops cameras as a file says.
  private func follow(_ file: StationFile, _ running: inout [String: Running]) {
    notifier.follow(cameras: file.cameras.map(\.name) + file.cameraMistakes.compactMap(\.camera))
    leftOut.follow(file.cameraMistakes)
    for camera in file.cameras where running[camera.name] == nil {
      guard camera.isEnabled else {
        board.set(
          CameraStatus(
            name: camera.name, state: .off, reason: "switched off in the file", since: clocks.date()))
        continue
      }
      running[camera.name] = begin(camera)
    }
  }

  /// Begins to watch a camera, by the model that is in force.
  private func begin(_ camera: CameraSettings, _ ahead: NetworksAhead.Loading? = nil) -> Running {
    board.set(CameraStatus(name: camera.name, state: .starting, since: clocks.date()))
    let (stop, shared, models) = (StopRequest(), shared, models(of: camera.name))
    let task = Task {
      await CameraWatch(settings: camera, models: models, shared: shared, ahead: ahead).run(stop: stop)
    }
    return Running(settings: camera, models: models, stop: stop, task: task)
  }

  private func models(of camera: String) -> AdoptedModels {
    AdoptedModels(archive.changes(of: camera, at: clocks.date()))
  }

  /// Reads those cameras anew whose model another one took the place of, or whose settings waited for networks; their events and files
  /// end as at a stop.
  private func followChanges(
    _ file: StationFile, _ running: inout [String: Running], _ ahead: inout NetworksAhead
  ) async {
    let others = file.cameras.filter { camera in
      guard let present = running[camera.name] else { return false }
      return present.models != models(of: camera.name) || present.isOf(other: camera)
    }
    ahead.keep(others.map(\.name))
    let over = others.filter { ahead.isReady($0, models(of: $0.name)) }
    for camera in over { running[camera.name]?.stop.request() }
    for camera in over {
      await running[camera.name]?.task.value
      let next = begin(camera, ahead.take(camera.name))
      log.notice(
        running[camera.name]?.isOf(other: camera) == true
          ? "other settings take over" : "another model takes over",
        metadata: ["camera": "\(camera.name)", "model": "\(next.models.folder ?? camera.model.written)"])
      running[camera.name] = next
    }
  }

  /// Reads the file again; a broken one changes nothing.
  private func readAgain(
    _ current: inout StationFile, _ running: inout [String: Running], _ ahead: inout NetworksAhead
  ) async {
    notice.reloading()
    defer { notice.ready(summary) }
    var file: StationFile
    do { file = try StationFile(url, secrets: secrets) } catch {
      log.error(
        "the file is broken and was not taken over; what was watched goes on",
        metadata: ["why": "\(error.message)"])
      return
    }
    let changes = file.changes(from: current)
    if changes.isStationChanged {
      log.warning("settings of the station itself have changed: they hold from its next start")
    }
    // Those of retention too: what was meant for tomorrow must not remove recordings today.
    file.station = current.station
    let changed = changes.changed.filter { camera in
      guard camera.isEnabled, let present = running[camera.name] else { return true }
      // It goes on as it is while networks of its change are compiled for minutes, and if that is taken back before.
      return present.isOf(other: camera) && ahead.isReady(camera, models(of: camera.name))
    }
    let ending = Set(changes.removed + changed.map(\.name))
    let over = running.filter { ending.contains($0.key) }
    for camera in over.values { camera.stop.request() }
    for (name, camera) in over {
      await camera.task.value
      running[name] = nil
      board.remove(name)
    }
    let unchanged = running.count
    for status in board.all where running[status.name] == nil { board.remove(status.name) }
    for name in changes.removed { live.remove(name) }
    if changes.areChannelsChanged {
      notifier.follow(file.notify)
      log.notice(
        "other channels are told from now on",
        metadata: ["channels": "\(file.notify.map(\.name).joined(separator: ", "))"])
    }
    current = file
    verdicts.follow(file.cameras)
    follow(file, &running)
    log.notice(
      "the file was read again",
      metadata: [
        "ended": "\(over.count)", "begun": "\(running.count - unchanged)", "undisturbed": "\(unchanged)",
      ])
  }
}
