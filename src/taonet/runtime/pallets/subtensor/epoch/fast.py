from taonet.runtime.pallets.subtensor.epoch.reference import run_epoch
run_epoch_fast = run_epoch
