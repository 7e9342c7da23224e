// What a Backup looks like: how often which target is backed up.
import { defineKind, type ObjectOfResource, schema } from 'homeostat';

export const backup = defineKind({
  group: 'example.com',
  kind: 'Backup',
  versions: {
    v1: {
      description: 'A Backup has its target backed up again and again, by a Job each time.',
      fields: {
        spec: schema.object({
          target: schema.string({
            minLength: 1,
            maxLength: 40,
            description: 'Of several Backups with one target, one runs at a time.',
          }),
          intervalMinutes: schema.integer({ minimum: 1, description: 'From one to the next.' }),
          timeoutMinutes: schema.integer({
            minimum: 1,
            default: 120,
            description: 'One that takes longer is stopped, and has failed.',
          }),
          image: schema.string({
            default: 'backup:1',
            description: 'What the Job runs; it is told the target.',
          }),
          suspend: schema.boolean({ default: false, description: 'True: none begins.' }),
        }),
        status: schema.object(
          {
            lastScheduleTime: schema.time({
              optional: true,
              description: 'When the last one was due that began.',
            }),
            lastSuccessTime: schema.time({ optional: true }),
            activeJob: schema.string({ optional: true }),
            conditions: schema.conditions({ optional: true }),
          },
          { optional: true },
        ),
      },
      printerColumns: [
        { name: 'Target', type: 'string', jsonPath: '.spec.target' },
        { name: 'Last success', type: 'date', jsonPath: '.status.lastSuccessTime' },
      ],
    },
  },
});

export const backups = backup.resources.v1;
export type Backup = ObjectOfResource<typeof backups>;
export type BackupStatus = NonNullable<Backup['status']>;
