-- Encoded boards hardly shrink, and large ones are read in half of the time if nothing tries.
ALTER TABLE "board_updates" ALTER COLUMN "data" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "board_checkpoints" ALTER COLUMN "data" SET STORAGE EXTERNAL;
