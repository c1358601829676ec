import Logging
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore

extension Station {
  /// Shows a service outside that the station does its work, until the end; nothing if the file names none.
  func showLife(_ settings: StationSettings, until end: StopRequest) async {
    guard let address = settings.heartbeat else { return }
    let told = HeartbeatNotice(archive: archive, clocks: clocks, log: log)
    await OutsideHeartbeat(
      address.revealed, every: settings.heartbeatEvery.value, clocks: clocks, report: { told.note($0) }
    ).run(stop: end, isReady: { [self] in faults.isEmpty })
  }
}
