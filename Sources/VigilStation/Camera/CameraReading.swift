import Logging
import VigilCameraHealth
package import VigilCore
import VigilEvidence
import VigilMedia
package import VigilPipeline
import VigilStationConfiguration

/// What becomes of one reading of a camera, whoever computes its scores: events, clips of the packets in its ring, evidence.
package struct CameraReading {
  /// The streams; the ring is filled by whoever reads them.
  package let source: CameraSource
  private let eyes: CameraEyes
  private let live: LiveCamera
  private let keeper: EvidenceKeeper
  private var desk: CameraDesk

  init(
    _ settings: CameraSettings, source: CameraSource, model: EvidenceManifest.Model, network: String,
    threshold: Float, models: AdoptedModels = AdoptedModels(), shadow: ShadowScorer.Load? = nil,
    trouble: AdoptedModels.Trouble? = nil, shared: CameraWatch.Shared, log: Logger
  ) async {
    self.source = source
    var health = ViewMonitor.Options()
    // What is frozen is told before it is mended.
    health.frozenAfter = min(health.frozenAfter, settings.frozen.value)
    let known = await shared.views.read(settings)
    eyes = CameraEyes(monitor: ViewMonitor(options: health, reference: known))
    live = shared.live.camera(named: settings.name)
    live.begin(source.live)
    keeper = EvidenceKeeper(
      settings, source: source, model: model, common: shared.keepers, archive: shared.archive,
      report: shared.report, log: log)
    desk = CameraDesk(
      CameraDesk.Setting(
        camera: settings, modelThreshold: threshold, archive: shared.archive, board: shared.board,
        live: live, models: models, clocks: shared.clocks, calendar: shared.calendar, log: log),
      model: model.name, source: source, eyes: eyes, keeper: keeper,
      features: FeatureKeeper(
        settings, network: network, archive: shared.archive, ring: shared.features.ring(of: settings.name)),
      shadow: CameraShadow(window: settings.window, load: shadow),
      view: ViewKeeper(settings, views: shared.views, read: known, at: shared.clocks.now()),
      wasMoved: known?.hasMoved ?? false, trouble: trouble)
  }

  /// Looks at a frame, beside its score.
  package func see(_ frame: Frame) async {
    live.see(frame)
    await eyes.see(frame)
  }

  /// Handles the next update of the run.
  package mutating func take(_ update: DetectionUpdate) async { await desk.take(update) }

  /// Waits until the evidence of events that are over is on the disk.
  package func settle() async { await keeper.settle() }

  /// Ends events and files: the reading is over.
  package mutating func finish() async {
    live.end()
    await desk.finish()
    await keeper.close()
  }
}
